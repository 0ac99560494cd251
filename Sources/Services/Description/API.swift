import Support

/// The requests of a service for its keys, as data.
public struct API: Hashable, Sendable, Codable {
    /// The address that every path of its requests follows.
    public var endpoint: Endpoint
    /// The ways to be recognized, the usual one first.
    public var credentials: [Credential]
    /// What every request needs beside the key, its name and the credential: a region, a project.
    public var inputs: [Input] = []
    /// Sent with every request, after `Accept` and before the body's type.
    var headers: [Header] = []
    var format = Format.json
    /// What has to be asked first.
    var lookups: [Lookup] = []
    var list: Listing
    var create: Creation
    var delete: Call
    /// What names of keys it takes, and how another name is fitted to that.
    public var name = NameRule()
    /// Whether one key may be on two accounts.
    var uniqueness = Uniqueness.account
    /// Where an answer has its code, and where its words.
    var code: JSONPath?
    var words: [JSONPath]
    /// Further words that an answer may have, shown after these.
    var details: [JSONPath] = []
    /// Where an answer says what is wrong with single fields of the request.
    var faults: Faults?
    /// Where an answer has an object whose members are named after fields of the request.
    var fields: [JSONPath] = []
    /// Headers of an answer that name the scope which was needed.
    var scopeHeaders: [String] = []
    /// Where an answer names the scope which was needed.
    var scope: JSONPath?
    /// What is in an answer that refuses, whatever its status (GraphQL).
    var refusal: JSONPath?
    /// What answers mean; the first that fits counts, before the meaning that their status has everywhere.
    var meanings: [Meaning] = []
    /// Dialects, the newest first; an older one is used when the service doesn't know this one.
    var versions: [Version] = []

    enum Format: String, Hashable, Sendable, Codable { case json, xml }

    enum Uniqueness: String, Hashable, Sendable, Codable {
        /// No other account of the service may have the key.
        case service
        case account
    }
}

/// What an answer says of single fields of the request.
struct Faults: Hashable, Sendable, Codable {
    var items: JSONPath
    /// In an item: the field's name, and the words about it.
    var field: JSONPath
    var words: [JSONPath]
    /// What stands for words where there are none.
    var code: JSONPath?
}

struct Header: Hashable, Sendable, Codable {
    var name: String
    var value: Pattern
}

/// A request, but for its values.
struct Call: Hashable, Sendable, Codable {
    var method: HTTPRequest.Method
    /// What follows the endpoint; values in it are percent-encoded.
    var path: Pattern
    var body: Body?
    /// Headers of this request alone; a `Content-Type` here is the body's, instead of the usual one.
    var headers: [Header] = []

    init(_ method: HTTPRequest.Method, _ path: Pattern, _ body: Body? = nil, headers: [Header] = []) {
        (self.method, self.path, self.body, self.headers) = (method, path, body, headers)
    }

    enum Body: Hashable, Sendable, Codable {
        /// Every string is a pattern; a member whose pattern has no value is left out.
        case json(JSON)
        /// Text: a form, whose values are percent-encoded, unless the request has another `Content-Type`.
        case form(Pattern)
    }
}

/// A request whose answer has values for those that follow.
public struct Lookup: Hashable, Sendable, Codable {
    var call: Call
    /// The values to take from the answer, by name.
    var values: [String: JSONPath] = [:]
    /// Where the address that the later requests go to is in the answer.
    var base: JSONPath?
    /// A header of the answer that is the session's token.
    var tokenHeader: String?
}

/// The request for the keys that are there.
struct Listing: Hashable, Sendable, Codable {
    var call: Call
    var paging = Paging()
    /// Where the array of keys stands; in XML, the element that holds one element for each key.
    var items: JSONPath
    var entry: KeyFields
    /// What makes a key of the list useless, though it is there.
    var defects: [KeyDefect] = []
    /// Whether the keys are the values of an object.
    var isMap = false
    /// What every such answer has: the list may be left out where there are no keys.
    var proof: JSONPath?
}

/// Where a key's parts stand in an answer.
struct KeyFields: Hashable, Sendable, Codable {
    var id: JSONPath?
    var name: JSONPath?
    var key: JSONPath?
    var fingerprint: JSONPath?
}

/// How the rest of a long list is asked for.
struct Paging: Hashable, Sendable, Codable {
    enum Kind: String, Hashable, Sendable, Codable {
        /// All keys come at once.
        case none
        /// There is another page until as many keys were seen as `next` says; where it doesn't, while pages are full.
        case total
        /// `next` says how many pages there are; where it doesn't, there is another one while pages are full.
        case pages
        /// Nothing says whether there is another page: it is asked for until one is empty or unknown.
        case open
        /// There is another page when the `Link` header says so (RFC 8288).
        case link
        /// There is another page when something is at `next`.
        case sign
        /// What is at `next` is the cursor of the next page.
        case cursor
        /// What is at `next` is the address of the next page.
        case address
        /// There is another page when something is at `next`; it starts after this page's last name.
        case marker
    }

    var kind = Kind.none
    /// The parameter that takes the page's number or the cursor.
    var page: String?
    /// The hole in the request's body that takes the cursor, where no parameter does.
    var body: String?
    /// The parameter that takes the number of keys on a page, and that number.
    var size: String?
    var count: Int?
    var next: JSONPath?

    /// More keys than anyone has; a service whose list never ends must not hold anyone.
    static let mostPages = 50
}

/// The request that adds a key.
struct Creation: Hashable, Sendable, Codable {
    var call: Call
    /// Where the new key is in the answer.
    var entry = KeyFields()
    var task: TaskRule?
}

/// Work that a service does later, and how to follow it.
struct TaskRule: Hashable, Sendable, Codable {
    /// The status that says so.
    var status = 202
    /// Where the task's address stands when there is no `Location` header.
    var address: JSONPath
    var state: JSONPath
    var pending: [String]
    var done: [String]
    /// The new key's id, in the answer of a task that is done.
    var id: JSONPath?
    /// Seconds between two questions, and until giving up.
    var interval = 1
    var limit = 30
}

/// A dialect of a service.
struct Version: Hashable, Sendable, Codable {
    var values: [String: String]
    /// The rule for names that it has, where that differs.
    var name: NameRule?
}

extension API {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        endpoint = try values.decode(Endpoint.self, forKey: .endpoint)
        credentials = try values.decode([Credential].self, forKey: .credentials)
        inputs = try values.decode(.inputs, or: [])
        headers = try values.decode(.headers, or: [])
        format = try values.decode(.format, or: .json)
        lookups = try values.decode(.lookups, or: [])
        list = try values.decode(Listing.self, forKey: .list)
        create = try values.decode(Creation.self, forKey: .create)
        delete = try values.decode(Call.self, forKey: .delete)
        name = try values.decode(.name, or: NameRule())
        uniqueness = try values.decode(.uniqueness, or: .account)
        code = try values.decodeIfPresent(JSONPath.self, forKey: .code)
        words = try values.decode(.words, or: ["error.message", "message", "error"])
        details = try values.decode(.details, or: [])
        faults = try values.decodeIfPresent(Faults.self, forKey: .faults)
        fields = try values.decode(.fields, or: [])
        scopeHeaders = try values.decode(.scopeHeaders, or: [])
        scope = try values.decodeIfPresent(JSONPath.self, forKey: .scope)
        refusal = try values.decodeIfPresent(JSONPath.self, forKey: .refusal)
        meanings = try values.decode(.meanings, or: [])
        versions = try values.decode(.versions, or: [])
    }
}

extension Lookup {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        call = try values.decode(Call.self, forKey: .call)
        self.values = try values.decode(.values, or: [:])
        base = try values.decodeIfPresent(JSONPath.self, forKey: .base)
        tokenHeader = try values.decodeIfPresent(String.self, forKey: .tokenHeader)
    }
}

extension Listing {
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        call = try values.decode(Call.self, forKey: .call)
        paging = try values.decode(.paging, or: Paging())
        items = try values.decode(JSONPath.self, forKey: .items)
        entry = try values.decode(KeyFields.self, forKey: .entry)
        defects = try values.decode(.defects, or: [])
        isMap = try values.decode(.isMap, or: false)
        proof = try values.decodeIfPresent(JSONPath.self, forKey: .proof)
    }
}

extension Call {
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decode(HTTPRequest.Method.self, forKey: .method), try values.decode(Pattern.self, forKey: .path),
            try values.decodeIfPresent(Body.self, forKey: .body), headers: try values.decode(.headers, or: []))
    }
}

extension Paging {
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kind = try values.decode(Kind.self, forKey: .kind)
        page = try values.decodeIfPresent(String.self, forKey: .page)
        body = try values.decodeIfPresent(String.self, forKey: .body)
        size = try values.decodeIfPresent(String.self, forKey: .size)
        count = try values.decodeIfPresent(Int.self, forKey: .count)
        next = try values.decodeIfPresent(JSONPath.self, forKey: .next)
    }
}

extension Creation {
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        call = try values.decode(Call.self, forKey: .call)
        entry = try values.decode(.entry, or: KeyFields())
        task = try values.decodeIfPresent(TaskRule.self, forKey: .task)
    }
}

extension TaskRule {
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        status = try values.decode(.status, or: 202)
        address = try values.decode(JSONPath.self, forKey: .address)
        state = try values.decode(JSONPath.self, forKey: .state)
        pending = try values.decode([String].self, forKey: .pending)
        done = try values.decode([String].self, forKey: .done)
        id = try values.decodeIfPresent(JSONPath.self, forKey: .id)
        interval = try values.decode(.interval, or: 1)
        limit = try values.decode(.limit, or: 30)
        guard (1...60).contains(interval) else {
            throw values.wrong(.interval, "the interval has to be between 1 and 60 seconds")
        }
        guard (interval...600).contains(limit) else {
            throw values.wrong(.limit, "the limit has to be between the interval and 600 seconds")
        }
    }
}
