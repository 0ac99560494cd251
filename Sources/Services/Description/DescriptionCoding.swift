import SSHKey
import Support

// How the parts of a description whose shape isn't plainly that of a struct are written in JSON.

extension KeyedDecodingContainer {
    /// What is at `key`, or `fallback` when nothing is.
    func decode<Value: Decodable>(_ key: Key, or fallback: Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? fallback
    }

    /// A value that has the right type but can't be.
    func wrong(_ key: Key, _ reason: String) -> DecodingError {
        .dataCorruptedError(forKey: key, in: self, debugDescription: reason)
    }
}

private func wrong(_ decoder: any Decoder, _ reason: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: reason))
}

extension KeyType: Codable {}

extension Pattern: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let pattern = Pattern(text) else { throw wrong(decoder, "write placeholders as {name} or {name?}") }
        self = pattern
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(text)
    }
}

extension JSONPath: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let path = JSONPath(text) else {
            throw wrong(decoder, "a path is names with dots between them, * and [name=text], or $")
        }
        self = path
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(text)
    }
}

extension KeyRules.Sizes {
    private enum CodingKeys: CodingKey { case from, only }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let least = try values.decodeIfPresent(Int.self, forKey: .from) {
            self = .from(least)
        } else {
            self = .only(try values.decode([Int].self, forKey: .only))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .from(let least): try values.encode(least, forKey: .from)
        case .only(let sizes): try values.encode(sizes, forKey: .only)
        }
    }
}

extension Service.Recommendation {
    private enum CodingKeys: CodingKey { case type, bits, because }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let bits = try values.decodeIfPresent(Int.self, forKey: .bits)
        let parameters: KeyParameters?
        switch try values.decode(KeyType.self, forKey: .type) {
        case .ed25519: parameters = .ed25519
        case .ed448: parameters = .ed448
        case .mldsa44Ed25519: parameters = .mldsa44Ed25519
        case .ecdsa: parameters = EllipticCurve(rawValue: bits ?? 256).map(KeyParameters.ecdsa)
        case .rsa:
            let bits = bits ?? 4096
            do { try KeyParameters.validateRSA(bits: bits) } catch { throw values.wrong(.bits, error.message) }
            parameters = .rsa(bits: bits)
        case .dsa, .ecdsaSK, .ed25519SK: throw values.wrong(.type, "keywizard creates no keys of that type")
        }
        guard let parameters else { throw values.wrong(.bits, "no curve has that size") }
        self.init(parameters, because: try values.decode(.because, or: "this service asks for it"))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(parameters.type, forKey: .type)
        switch parameters {
        case .rsa, .ecdsa: try values.encode(parameters.bits, forKey: .bits)
        case .ed25519, .ed448, .mldsa44Ed25519: break
        }
        try values.encode(reason, forKey: .because)
    }
}

extension Guide.Step {
    private enum CodingKeys: CodingKey { case open, then, choose, on, name, optional, paste, press }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let url = try values.decodeIfPresent(String.self, forKey: .open) {
            self = .open(url: url, then: try values.decode(.then, or: "log in"))
        } else if let path = try values.decodeIfPresent([String].self, forKey: .choose) {
            self = .choose(path, on: try values.decodeIfPresent(String.self, forKey: .on))
        } else if let field = try values.decodeIfPresent(String.self, forKey: .name) {
            self = .name(field: field, optional: try values.decode(.optional, or: false))
        } else if let field = try values.decodeIfPresent(String.self, forKey: .paste) {
            self = .paste(field: field)
        } else if let button = try values.decodeIfPresent(String.self, forKey: .press) {
            self = .press(button)
        } else {
            throw wrong(decoder, "a step is one of open, choose, name, paste and press")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .open(let url, let then):
            try values.encode(url, forKey: .open)
            try values.encode(then, forKey: .then)
        case .choose(let path, let page):
            try values.encode(path, forKey: .choose)
            try values.encodeIfPresent(page, forKey: .on)
        case .name(let field, let optional):
            try values.encode(field, forKey: .name)
            try values.encode(optional, forKey: .optional)
        case .paste(let field): try values.encode(field, forKey: .paste)
        case .press(let button): try values.encode(button, forKey: .press)
        }
    }
}

extension Endpoint {
    private enum CodingKeys: CodingKey { case address, host, path, environment }

    public init(from decoder: any Decoder) throws {
        if let address = try? decoder.singleValueContainer().decode(Pattern.self) {
            self = .fixed(address)
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let environment: [String] = try values.decode(.environment, or: [])
        if let address = try values.decodeIfPresent(Pattern.self, forKey: .address) {
            self = .fixed(address, environment: environment)
        } else {
            self = .host(
                default: try values.decodeIfPresent(String.self, forKey: .host),
                path: try values.decode(.path, or: ""), environment: environment)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .fixed(let address, let environment):
            try values.encode(address, forKey: .address)
            try values.encode(environment, forKey: .environment)
        case .host(let host, let path, let environment):
            try values.encodeIfPresent(host, forKey: .host)
            try values.encode(path, forKey: .path)
            try values.encode(environment, forKey: .environment)
        }
    }
}

extension Authorization {
    private enum CodingKeys: CodingKey {
        case header, value, basic, secret, awsSignature, exoscaleSignature, httpSignature
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let name = try values.decodeIfPresent(String.self, forKey: .header) {
            self = .header(name, try values.decode(Pattern.self, forKey: .value))
        } else if let user = try values.decodeIfPresent(Pattern.self, forKey: .basic) {
            self = .basic(user: user, try values.decode(.secret, or: .token))
        } else if let service = try values.decodeIfPresent(String.self, forKey: .awsSignature) {
            self = .awsSignature(service: service)
        } else if try values.decodeIfPresent(Bool.self, forKey: .httpSignature) == true {
            self = .httpSignature
        } else if try values.decodeIfPresent(Bool.self, forKey: .exoscaleSignature) == true {
            self = .exoscaleSignature
        } else {
            throw wrong(decoder, "it is one of header, basic, awsSignature, exoscaleSignature and httpSignature")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .header(let name, let value):
            try values.encode(name, forKey: .header)
            try values.encode(value, forKey: .value)
        case .basic(let user, let secret):
            try values.encode(user, forKey: .basic)
            try values.encode(secret, forKey: .secret)
        case .awsSignature(let service): try values.encode(service, forKey: .awsSignature)
        case .exoscaleSignature: try values.encode(true, forKey: .exoscaleSignature)
        case .httpSignature: try values.encode(true, forKey: .httpSignature)
        }
    }
}

extension Call.Body {
    /// A text is a form; all else is JSON.
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let form = try? value.decode(String.self) {
            guard let pattern = Pattern(form) else { throw wrong(decoder, "write placeholders as {name} or {name?}") }
            self = .form(pattern)
        } else {
            self = .json(try value.decode(JSON.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .json(let json): try value.encode(json)
        case .form(let form): try value.encode(form)
        }
    }
}

extension JSON: Codable {
    struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// The members of objects come in the order of their names.
    public init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Name.self) {
            self = .object(
                try members.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
                    Member($0.stringValue, try members.decode(JSON.self, forKey: $0))
                })
            return
        }
        if var items = try? decoder.unkeyedContainer() {
            var array: [JSON] = []
            while !items.isAtEnd { array.append(try items.decode(JSON.self)) }
            self = .array(array)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let truth = try? value.decode(Bool.self) {
            self = .bool(truth)
        } else if let number = try? value.decode(Int64.self) {
            self = .number(String(number))
        } else if let number = try? value.decode(Double.self) {
            self = .number(String(number))
        } else {
            self = .string(try value.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var values = encoder.container(keyedBy: Name.self)
            for member in members { try values.encode(member.value, forKey: Name(stringValue: member.name)) }
        case .array(let items):
            var values = encoder.unkeyedContainer()
            for item in items { try values.encode(item) }
        case .null:
            var value = encoder.singleValueContainer()
            try value.encodeNil()
        case .bool(let truth):
            var value = encoder.singleValueContainer()
            try value.encode(truth)
        case .number(let digits):
            var value = encoder.singleValueContainer()
            if let number = Int64(digits) { try value.encode(number) } else { try value.encode(Double(digits)) }
        case .string(let text):
            var value = encoder.singleValueContainer()
            try value.encode(text)
        }
    }
}
