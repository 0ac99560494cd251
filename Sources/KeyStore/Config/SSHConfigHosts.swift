/// The host names in the user's ssh_config.
public enum SSHConfigHosts {
    /// The words of Host lines that are no patterns themselves and match one of `patterns`, in the order of the files;
    /// `path` is the user's own file, and those that it includes are read too.
    public static func names(
        matching patterns: [String], in path: String, home: String
    ) throws(ConfigError) -> [String] {
        var search = Search(patterns: patterns, home: home)
        try search.read(try SSHConfigFile.read(path), depth: 0)
        return search.names
    }

    private struct Search {
        let patterns: [String]
        let home: String
        var names: [String] = []
        var count = 0

        mutating func read(_ config: SSHConfig, depth: Int) throws(ConfigError) {
            count += 1
            guard depth <= SSHConfigReading.deepestInclude, count <= SSHConfigReading.mostFiles else {
                throw .tooManyIncludes(path: config.path)
            }
            for directive in config.lines.compactMap(\.directive) {
                let words = directive.arguments.map(\.value)
                switch directive.keyword {
                case "host": names += words.filter { isWanted($0) && !names.contains($0) }
                case "include":
                    for word in words {
                        let pattern = SSHConfigReading.absolute(word, home: home)
                        for included in SSHConfigFile.include(pattern) { try read(included, depth: depth + 1) }
                    }
                default: continue
                }
            }
        }

        private func isWanted(_ word: String) -> Bool {
            !word.contains { "*?!".contains($0) } && SSHConfigPattern.matches(patterns, word)
        }
    }
}
