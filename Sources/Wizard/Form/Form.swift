import Entropy
import Passphrase
import TerminalUI

/// A page as a value: what it says, what it asks, and which event each answer is.
///
/// It knows no focus, no cursor and no screen: those belong to `FormState` and to the two renderers. It is Hashable, so
/// that tests compare forms wherever layout isn't the point.
struct Form<Event: Hashable & Sendable>: Hashable, Sendable {
    /// With another one the user starts over: at the first field, and in plain mode with the title.
    var id: String
    var title: String
    /// Before a title that is a result.
    var mark: Tone?
    /// Its facts have their names where the rail is elsewhere: the result of every step, in a table.
    var opensRail = false
    /// The sentence below the title.
    var lead: String?
    var leadMedium = Medium.both
    /// What F1 says, a paragraph each.
    var help: [String]
    var back: Back<Event>
    /// Where the user begins; nil is the first field that is to be filled in.
    var start: FieldName?
    /// The mouse is the terminal's, so that its own selection works; nothing is beside the page.
    var isForSelecting = false
    var fields: [Field<Event>]

    /// A nil leaves a field out. Pages need no other condition, so they need no result builder.
    init(
        _ title: String, id: String? = nil, _ lead: String? = nil, help: [String] = [], back: Back<Event> = .leave,
        isForSelecting: Bool = false, start: FieldName? = nil, _ fields: Field<Event>?...
    ) {
        self.init(
            title, id: id, lead, help: help, back: back, isForSelecting: isForSelecting, start: start,
            fields: fields.compactMap { $0 })
    }

    init(
        _ title: String, id: String? = nil, _ lead: String? = nil, help: [String] = [], back: Back<Event> = .leave,
        isForSelecting: Bool = false, start: FieldName? = nil, fields: [Field<Event>]
    ) {
        (self.id, self.title, self.lead, self.help, self.back) = (id ?? title, title, lead, help, back)
        (self.isForSelecting, self.start, self.fields) = (isForSelecting, start, fields)
    }
}

/// What Back does now. It never validates.
enum Back<Event: Hashable & Sendable>: Hashable, Sendable {
    /// Leaves the page; every answer is kept.
    case leave
    /// Ends what the page is in the middle of; the word is for the footer.
    case cancel(String, Event)
    /// What is going on can't be stopped, and takes a moment.
    case unavailable
}

/// A part of a form.
struct Field<Event: Hashable & Sendable>: Hashable, Sendable {
    var id: FieldName
    /// The question; of a note, all its text.
    var label: String
    /// Plain mode's question, where the label doesn't stand by itself.
    var question: String?
    /// Plain mode's answer that leads to it, where buttons spare the user the field.
    var opening: String?
    /// Below the value, while nothing is wrong with it.
    var hint = ""
    var verdict: Verdict?
    var medium = Medium.both
    /// Left out where there is no room for it.
    var isOptional = false
    var kind: Kind

    enum Kind: Hashable, Sendable {
        case note(Tone)
        /// Text to be copied, line by line; plain mode doesn't break it.
        case code([String])
        /// Commands and lines of files: broken between words alone, and never in plain mode.
        case command([String])
        /// What a file gains and loses.
        case difference([ConfigPlan.Line])
        /// Names, and what there is to say of each.
        case facts([Fact])
        /// Lines with a mark each: what was done, goes on, failed or is to come.
        case items([Item])
        /// Something that the user does elsewhere.
        case instruction(Instruction<Event>)
        case text(TextEntry<Event>)
        case secret(SecretEntry)
        /// A secret to be written down. The runtime draws it.
        case revealed(SecretName)
        case rows(Selection, [Row<Event>])
        /// Work that is going on, from 0 to 1; nil where nobody knows how far it is.
        case progress(Double?, caption: String)
        case entropy(Sky, Maker<EntropySample, Event>)
        case buttons([Button<Event>])
    }
}

/// A line of text that is typed.
struct TextEntry<Event: Hashable & Sendable>: Hashable, Sendable {
    var text: String
    var maker: Maker<String, Event>
    /// Shown while it is empty.
    var example = ""
    /// The longest text, in UTF-8 bytes.
    var limit = 1024
    /// The usual numbers, which the arrows step through.
    var steps: [Int] = []
    /// Its width in cells; nil is all there is. A short one shares its rows with the text after it.
    var columns: Int?
    /// Plain mode takes a hyphen for nothing.
    var mayBeEmpty = false
    /// What is typed where nothing takes it goes here.
    var takesTyping = false
    /// Enter stops here on its way to the main button, though nothing is missing.
    var isVisited = false
    /// What follows when the user goes on to another field.
    var left: Event?
}

/// What may be known of a secret that is typed. The text stays with the runtime.
struct SecretEntry: Hashable, Sendable {
    var name: SecretName
    var report: PassphraseReport.Field
    var strength: Strength?
    var isShown = false
}

/// A name, and what there is to say of it.
struct Fact: Hashable, Sendable {
    var name: String
    var words: String
    var tone = Tone.muted
}

/// A line with its mark.
struct Item: Hashable, Sendable {
    enum Mark: Hashable, Sendable { case done, now, ahead, failed, skipped, warning, point }

    var mark: Mark
    var text: String
    /// In a column of its own.
    var detail: String

    init(_ mark: Mark, _ text: String, detail: String = "") {
        (self.mark, self.text, self.detail) = (mark, text, detail)
    }
}

/// Something to do elsewhere: Space checks it, the keys of its actions work while it has the focus.
struct Instruction<Event: Hashable & Sendable>: Hashable, Sendable {
    var isDone: Bool
    var toggle: Event
    /// The event of going on from it in plain mode, where nothing is checked.
    var proceed: Event
    /// What is to be typed, line by line.
    var command: [String] = []
    var actions: [Button<Event>] = []
    /// The result of an action.
    var outcome: Verdict?
}

/// What the page says about an answer. The main button waits while any is wrong or missing.
enum Verdict: Hashable, Sendable {
    case right(String)
    /// The main button takes what stands instead; plain mode proposes it.
    case warned(String, instead: String)
    /// Shown at once.
    case wrong(String)
    /// Shown once the user wants to go on: nobody is corrected in the middle of a word. Until then the other words are.
    case missing(String, meanwhile: String = "")
}

/// How a note is meant.
enum Tone: Hashable, Sendable { case neutral, muted, success, warning, failure }

/// Where a field or a button makes sense; `key` is one without a button. What a renderer leaves out is named here,
/// where tests see it.
enum Medium: Hashable, Sendable { case both, screen, key, plain }

/// What can be done with rows.
enum Selection: Hashable, Sendable {
    /// One of a few, all of them in sight.
    case choice
    /// One of many: typing finds. What to say when nothing is found.
    case search(nothingFound: String)
    /// One of a few, on one line: left and right change it.
    case inline
    /// Any of several. A row's event checks it, or unchecks it when it is on.
    case checks
}

/// One answer of several.
struct Row<Event: Hashable & Sendable>: Hashable, Sendable {
    var label: String
    var detail = ""
    /// At the right end of its line.
    var tag = ""
    /// Why it can't be chosen.
    var refusal: String?
    var isOn: Bool
    /// What it is found by, besides its label and detail.
    var keywords: [String] = []
    /// Offered even where what was typed doesn't find it.
    var isAlways = false
    var event: Event

    init(
        _ label: String, detail: String = "", tag: String = "", refusal: String? = nil, isOn: Bool = false,
        keywords: [String] = [], isAlways: Bool = false, _ event: Event
    ) {
        (self.label, self.detail, self.tag, self.refusal) = (label, detail, tag, refusal)
        (self.isOn, self.keywords, self.isAlways, self.event) = (isOn, keywords, isAlways, event)
    }
}

/// A verb, and the event it stands for.
struct Button<Event: Hashable & Sendable>: Hashable, Sendable {
    var label: String
    var event: Event
    /// A key that presses it from anywhere on the page.
    var key: Key?
    /// Its word for the footer, where the label is long.
    var hint: String
    var medium: Medium
    /// Enter presses it from every field, once nothing is wrong or missing.
    var isMain: Bool
    /// What plain mode asks before it presses it: it changes the computer, and the last answer led here.
    var question: String?

    init(_ label: String, _ event: Event, _ key: Key? = nil, hint: String? = nil, on medium: Medium = .both) {
        (self.label, self.event, self.key, self.medium) = (label, event, key, medium)
        (self.hint, isMain) = (hint ?? label.lowercasedFirst, false)
    }

    static func main(
        _ label: String, _ event: Event, hint: String? = nil, on medium: Medium = .both, asks question: String? = nil
    ) -> Self {
        var button = Self(label, event, hint: hint, on: medium)
        (button.isMain, button.question) = (true, question)
        return button
    }
}
