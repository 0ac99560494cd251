/// What ssh_config says about one host: its settings in the order in which ssh meets them, Include files in place.
struct SSHConfigReading {
    /// Whether ssh would take a line into account. What a Match block asks for can't always be known from here.
    enum Activity: Int, Comparable {
        case no, maybe, yes

        static func < (one: Activity, other: Activity) -> Bool { one.rawValue < other.rawValue }
    }

    struct Setting {
        let keyword: String
        let value: String
        let activity: Activity
        /// Whether it stands below a Host line that has the host's very name in it.
        let isForHost: Bool
        let place: Place
    }

    /// A line of a file, and the line of the main file that leads there.
    struct Place {
        let file: Int
        let line: Int
        let mainLine: Int
        /// How many lines ssh reads before it.
        let order: Int
    }

    /// A Host or Match line of the main file, or a `Host` line anywhere that names this host and no other.
    struct Block {
        let file: Int
        let header: Int
        /// One past its last line.
        var end: Int
        let activity: Activity
        /// How many lines ssh reads before it.
        let order: Int

        func contains(_ place: Place) -> Bool { place.file == file && (header..<end).contains(place.line) }
    }

    /// As deep as ssh follows Include (READCONF_MAX_DEPTH in readconf.c).
    static let deepestInclude = 16
    /// Nobody has more; a file that includes itself twice would be read 65,536 times at that depth.
    static let mostFiles = 500

    /// The main file first, then each included file as often as it is included.
    private(set) var files: [SSHConfig]
    private(set) var settings: [Setting] = []
    /// Host lines that name this host alone, wherever they are.
    private(set) var ownBlocks: [Block] = []
    /// All blocks of the main file.
    private(set) var mainBlocks: [Block] = []

    private var order = 0
    private let host: String
    private let home: String
    private let include: (String) -> [SSHConfig]

    init(
        _ config: SSHConfig, host: String, home: String, include: @escaping (String) -> [SSHConfig]
    ) throws(ConfigError) {
        files = [config]
        self.host = host
        self.home = home
        self.include = include
        try read(0, within: .yes, depth: 0, mainLine: nil)
    }

    private mutating func read(
        _ file: Int, within outer: Activity, depth: Int, mainLine: Int?
    ) throws(ConfigError) {
        var activity = outer
        var ownBlock: Int?
        var isForHost = false
        for (number, line) in files[file].lines.enumerated() {
            order += 1
            guard let directive = line.directive else { continue }
            let values = directive.arguments.map(\.value)
            switch directive.keyword {
            case "host", "match":
                let isHost = directive.keyword == "host"
                isForHost = isHost && values.contains(host)
                let matches =
                    isHost
                    ? (SSHConfigPattern.matches(values, host) ? Activity.yes : .no) : condition(values)
                activity = min(outer, matches)
                if let ownBlock { ownBlocks[ownBlock].end = number }
                ownBlock = nil
                let block = Block(
                    file: file, header: number, end: files[file].lines.count, activity: activity, order: order)
                if isHost, values == [host], activity == .yes {
                    ownBlock = ownBlocks.count
                    ownBlocks.append(block)
                }
                if file == 0 {
                    if !mainBlocks.isEmpty { mainBlocks[mainBlocks.count - 1].end = number }
                    mainBlocks.append(block)
                }
            case "include":
                guard activity != .no else { continue }
                for pattern in values {
                    for included in include(Self.absolute(pattern, home: home)) {
                        guard depth < Self.deepestInclude, files.count <= Self.mostFiles else {
                            throw .tooManyIncludes(path: files[file].path)
                        }
                        files.append(included)
                        try read(
                            files.count - 1, within: activity, depth: depth + 1, mainLine: mainLine ?? number)
                    }
                }
            default:
                guard activity != .no, let value = values.first else { continue }
                let place = Place(file: file, line: number, mainLine: mainLine ?? number, order: order)
                settings.append(
                    Setting(
                        keyword: directive.keyword, value: value, activity: activity, isForHost: isForHost, place: place
                    ))
            }
        }
    }

    /// What a Match line means for this host, so far as it can be told without running anything.
    private func condition(_ criteria: [String]) -> Activity {
        var result = Activity.yes
        var index = 0
        while index < criteria.count {
            // Newer versions of OpenSSH take "host=pattern" too.
            let parts = criteria[index].split(separator: "=", maxSplits: 1).map(String.init)
            let isNegated = parts.first?.hasPrefix("!") ?? false
            let name = String((parts.first ?? "").drop { $0 == "!" }).lowercased()
            index += 1
            switch name {
            case "all": continue
            case "canonical", "final":
                // Those are read in a second pass, which changes nothing that the first has set.
                return isNegated ? .maybe : .no
            default:
                let value = parts.count == 2 ? parts[1] : index < criteria.count ? criteria[index] : ""
                if parts.count < 2 { index += 1 }
                guard name == "originalhost" else {
                    result = min(result, .maybe)
                    continue
                }
                let patterns = value.split(separator: ",").map(String.init)
                if SSHConfigPattern.matches(patterns, host) == isNegated { return .no }
            }
        }
        return result
    }

    /// An Include of the user's ssh_config: relative to ~/.ssh by default.
    static func absolute(_ pattern: String, home: String) -> String {
        if pattern.hasPrefix("/") || pattern.hasPrefix("~") {
            return KeyFilePath.expand(pattern, home: home) ?? pattern
        }
        return home + "/.ssh/" + pattern
    }
}

extension SSHConfigReading {
    /// What ssh would have for `wish`: everything that may set it, in order.
    func setters(of wish: HostEntry.Wish) -> [Setting] {
        settings.filter { $0.keyword == wish.keyword.folded }
    }

    func isMet(_ wish: HostEntry.Wish) -> Bool {
        for setting in setters(of: wish) {
            let isSame = wish.isMet(by: setting.value, host: host, home: home)
            if wish.keyword == .identityFile, !isSame {
                // Keys are tried in turn. Another one first is the user's own choice only in the host's own block.
                guard ownBlocks.contains(where: { $0.contains(setting.place) }) else { return false }
                continue
            }
            // The first one decides; one that may not apply must agree with those after it.
            guard isSame else { return false }
            if setting.activity == .yes { return true }
        }
        return false
    }
}
