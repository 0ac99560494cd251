// How an entry gets into ssh_config. The first value that ssh finds wins, so every line has to stand before those
// that would contradict it; what the user wrote stays where it is.

extension SSHConfig {
    /// The change that makes `entry` true for its host; empty when it is true already.
    ///
    /// `include` gives the files of an Include pattern, an absolute path that may have wildcards, in lexical order.
    public static func plan(
        adding entry: HostEntry, to config: SSHConfig, home: String,
        include: @escaping (String) -> [SSHConfig] = { _ in [] }
    ) throws(ConfigError) -> ConfigChange {
        let reading = try SSHConfigReading(config, host: entry.host, home: home, include: include)
        var open = entry.wishes(home: home).filter { !reading.isMet($0) }
        if let key = open.firstIndex(where: { $0.keyword == .identityFile }), reading.setters(of: open[key]).isEmpty {
            open.insert(contentsOf: entry.wishesForOtherKeys(home: home), at: key + 1)
        }
        guard !open.isEmpty else { return ConfigChange(config, edits: LineEdits()) }

        // What others keep elsewhere and include for everybody isn't changed.
        var own = reading.ownBlocks.first { $0.file == 0 || reading.files[$0.file].path.hasPrefix(home + "/") }
        // What has to stand before a line that would win over the host's own block.
        func isShadowed(_ wish: HostEntry.Wish) -> Bool {
            guard let own, let setter = reading.setters(of: wish).first else { return false }
            return !own.contains(setter.place) && setter.place.order < own.order
        }
        // One file is changed, never two: with a line to add in front of an Include, all of them go there.
        if let block = own, block.file != 0, open.contains(where: isShadowed) { own = nil }
        let ahead = open.filter { own == nil || isShadowed($0) }

        var edits = LineEdits()
        let file = own.map { reading.files[$0.file] } ?? config
        if let reason = file.oddity { throw .notText(path: file.path, reason: reason) }
        if let own {
            file.edit(own, for: open.filter { !ahead.contains($0) }, reading: reading, into: &edits)
        }
        if !ahead.isEmpty {
            file.insert(entry.host, ahead, reading: reading, into: &edits)
        }
        return ConfigChange(file, edits: edits)
    }

    /// The change that takes out the host's own block where it says what `entry` says and nothing else; empty otherwise.
    public static func plan(
        removing entry: HostEntry, from config: SSHConfig, home: String
    ) throws(ConfigError) -> ConfigChange {
        let reading = try SSHConfigReading(config, host: entry.host, home: home) { _ in [] }
        var lines = config.lines
        let wanted = entry.wishes(home: home).map { SSHConfigLine($0.line).directive }
        for block in reading.ownBlocks.reversed() {
            let directives = ((block.header + 1)..<block.end).filter { lines[$0].directive != nil }
            guard let last = directives.last,
                directives.map({ lines[$0].directive?.words }) == wanted.map({ $0?.words })
            else { continue }
            // With the empty line that parts it from its neighbor.
            let end = last + 1 < lines.count && lines[last + 1].isBlank ? last + 2 : last + 1
            let isLast = end == lines.count && block.header > 0 && lines[block.header - 1].isBlank
            lines.removeSubrange((isLast ? block.header - 1 : block.header)..<end)
        }
        return ConfigChange(path: config.path, old: config.bytes, new: lines.flatMap(\.bytes))
    }

    /// Another key that the file has for the entry's very host, as it is there; nil without one.
    public func otherKey(
        than entry: HostEntry, home: String, include: @escaping (String) -> [SSHConfig] = { _ in [] }
    ) throws(ConfigError) -> String? {
        let reading = try SSHConfigReading(self, host: entry.host, home: home, include: include)
        let wish = entry.wishes(home: home).first { $0.keyword == .identityFile }
        return reading.settings.first { setting in
            setting.keyword == HostEntry.Wish.Keyword.identityFile.folded && setting.isForHost
                && setting.activity == .yes && wish?.isMet(by: setting.value, host: entry.host, home: home) == false
        }?.value
    }

    /// Sets values in the host's own block.
    private func edit(
        _ block: SSHConfigReading.Block, for wishes: [HostEntry.Wish], reading: SSHConfigReading,
        into edits: inout LineEdits
    ) {
        let directives = ((block.header + 1)..<block.end).filter { lines[$0].directive != nil }
        let indentation = directives.first.map { lines[$0].indentation } ?? self.indentation
        let end = (directives.last ?? block.header) + 1
        for wish in wishes {
            let new = "\(indentation)\(wish.line)\(lineEnd)"
            if let present = reading.setters(of: wish).first, block.contains(present.place) {
                if wish.keyword == .identityFile {
                    // The other key stays as a second one.
                    edits.insert([new], before: present.place.line)
                } else {
                    let line = present.place.line
                    edits.replace(line, with: lines[line].replacingArgument(with: wish.value))
                }
            } else {
                edits.insert([new], before: end)
            }
        }
    }

    /// Adds a block where it takes effect.
    private func insert(
        _ host: String, _ wishes: [HostEntry.Wish], reading: SSHConfigReading, into edits: inout LineEdits
    ) {
        let rivals = wishes.compactMap { reading.setters(of: $0).first?.place.mainLine }
        let firstBlock = reading.mainBlocks.first?.header ?? lines.count
        var place = rivals.min() ?? lines.count
        let isGlobal = place < firstBlock
        if !isGlobal {
            // Before the block that the rival is in, and in any case before those that apply to many hosts.
            let blocks = reading.mainBlocks.filter { $0.activity != .no && !reading.isOwn($0) }.map(\.header)
            let rivalBlock = reading.mainBlocks.last { $0.header <= place && place < $0.end }?.header
            place = min(blocks.min() ?? place, rivalBlock ?? place)
        }
        if place < lines.count { place = firstComment(above: place) }

        var block = ["Host \(host)\(lineEnd)"] + wishes.map { "\(indentation)\($0.line)\(lineEnd)" }
        if place > 0, !lines[place - 1].isBlank { block.insert(lineEnd, at: 0) }
        if place < lines.count { block.append(lineEnd) }
        // What stood outside of any block must go on applying to every host.
        if isGlobal { block += ["Host *\(lineEnd)"] }
        edits.insert(block, before: place)
    }
}

extension SSHConfigLine.Directive {
    /// Keyword and arguments, however they are spaced and quoted.
    fileprivate var words: [String] { [keyword] + arguments.map(\.value) }
}

extension SSHConfigReading {
    fileprivate func isOwn(_ block: Block) -> Bool {
        ownBlocks.contains { $0.file == block.file && $0.header == block.header }
    }
}

extension HostEntry {
    /// The lines as they stand in a block of their own, for showing.
    public func lines(home: String) -> [String] {
        ["Host \(host)"] + wishes(home: home).map { "    " + $0.line }
    }
}

extension HostEntry.Wish {
    /// A command is all that follows, for a shell.
    var line: String { "\(keyword.rawValue) \(keyword == .proxyCommand ? value : SSHConfigLine.quoted(value))" }
}
