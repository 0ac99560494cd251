import CCurses
import Secrecy
import TerminalUI

/// The terminal in its full-screen state. There is one, and it belongs to the main thread; other threads have `waker`.
///
/// It draws frames and waits; what either means is for others. From `open` on the terminal is given back whatever
/// ends the program, and what goes to standard error meanwhile is shown afterwards.
public final class Screen {
    /// The terminal's size in cells, as of the last `wait`.
    public private(set) var size: Size
    /// What the terminal's encoding and font can show; ASCII when that was asked for.
    public let glyphs: Glyphs
    /// What other threads end a wait with.
    public let waker = Waker()

    private let theme: ThemeChoice
    private let colors: Int
    private var background: Background
    private var palette: Palette
    /// What the terminal shows; nil when that isn't known.
    private var shown: Canvas?
    private var shownSlots: [SecretSlot] = []
    private var mouse = MouseMode.off
    private var state = State.full
    /// How the background question stands.
    private var question = Question.unasked
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)

    private enum State { case full, paused, closed }
    private enum Question { case unasked, asked, answered }

    /// ncurses' name, version and day.
    public static var libraryVersion: String { String(cString: cc_version()) }

    /// Takes the terminal over, or says why it has no full screen; `ascii` keeps lines and marks to ASCII.
    public static func open(theme: ThemeChoice = .auto, ascii: Bool = false) throws(ScreenError) -> Screen {
        let term = environment("TERM")
        switch Int(cc_open()) {
        case CC_OPENED: return Screen(theme: theme, ascii: ascii, term: term ?? "")
        case CC_NOT_A_TERMINAL: throw .notATerminal
        case CC_UNKNOWN: throw .noDescription(term: term ?? "")
        default: throw .dumb(term: term.flatMap { $0.isEmpty ? nil : $0 })
        }
    }

    private init(theme: ThemeChoice, ascii: Bool, term: String) {
        self.theme = theme
        colors = Int(cc_colors())
        let told = Background(colorFGBG: environment("COLORFGBG"))
        background = told == .unknown ? TerminalKind.background(term) : told
        glyphs = cc_utf8() && !TerminalKind.hasSmallFont(term) && !ascii ? .unicode : .ascii
        palette = Palette(choice: theme, background: background, colors: colors, noColor: asksForNoColor)
        size = Self.currentSize
        if theme != .auto || asksForNoColor || colors < 8 || TerminalKind.printsControlStrings(term) {
            question = .answered
        }
    }

    deinit {
        close()
        wipe(input)
        input.deallocate()
    }

    private static var currentSize: Size {
        var columns: Int32 = 0
        var rows: Int32 = 0
        cc_size(&columns, &rows)
        return Size(columns: Int(columns), rows: Int(rows))
    }

    // MARK: Drawing

    /// Shows a frame: its cells, as far as they changed, its cursor and its mouse mode.
    ///
    /// A secret goes from its field to the terminal past ncurses, whose buffers would keep it.
    public func draw<Message>(_ frame: Frame<Message>, secrets: (SecretName) -> SecretField? = { _ in nil }) {
        guard state == .full else { return }
        var cursor = frame.cursor
        let windows = frame.slots.compactMap { slot in
            secrets(slot.secret).map { (slot, SecretWindow(slot, of: $0, glyphs: glyphs)) }
        }
        // ncurses doesn't know of the secrets on the screen, so a row that loses one is sent again as a whole.
        let slots = windows.map(\.0)
        for slot in shownSlots where !slots.contains(slot) {
            for row in slot.row..<slot.row + slot.rows { cc_forget_row(Int32(row)) }
        }
        for (slot, window) in windows where slot.secret == frame.typesInto { cursor = window.cursor }
        drawCells(frame.canvas)
        let rest = cursor ?? frame.focus ?? Point(column: size.columns - 1, row: size.rows - 1)
        cc_cursor(Int32(rest.column), Int32(rest.row), cursor != nil)
        cc_flush()
        for (slot, window) in windows {
            window.drawing(palette.style(slot.role)).withBytes { Self.emit($0) }
        }
        shownSlots = slots
        set(frame.mouse)
        if question == .unasked {
            question = .asked
            // Every terminal answers the second, so that it is known when no answer to the first will come.
            emit("\u{1b}]11;?\u{1b}\\\u{1b}[c")
        }
    }

    private func drawCells(_ canvas: Canvas) {
        let old = shown?.size == canvas.size ? shown?.cells : nil
        let columns = canvas.size.columns
        for row in 0..<min(canvas.size.rows, size.rows) {
            var changed = row * columns..<row * columns + min(columns, size.columns)
            if let old {
                guard let first = changed.first(where: { old[$0] != canvas.cells[$0] }),
                    let last = changed.last(where: { old[$0] != canvas.cells[$0] })
                else { continue }
                changed = first..<last + 1
            }
            draw(canvas.cells[changed], column: changed.lowerBound - row * columns, row: row)
        }
        shown = canvas
    }

    private func draw(_ cells: ArraySlice<Cell>, column: Int, row: Int) {
        let left = cells.startIndex - column
        var index = cells.startIndex
        while index < cells.endIndex {
            let cell = cells[index]
            let style = palette.style(cell.role)
            cc_style(
                style.attributes.rawValue, style.foreground.map(Int32.init) ?? -1,
                style.background.map(Int32.init) ?? -1)
            let start = Int32(index - left)
            var ascii: [CChar] = []
            while index < cells.endIndex, cells[index].role == cell.role, let byte = cells[index].plainByte {
                ascii.append(CChar(byte))
                index += 1
            }
            if !ascii.isEmpty {
                cc_text(start, Int32(row), ascii, Int32(ascii.count))
                continue
            }
            // Each other cell is placed by itself: a width that is counted differently elsewhere shifts nothing.
            if let character = shown(cell) {
                var text = String(character)
                text.withUTF8 { utf8 in
                    utf8.withMemoryRebound(to: CChar.self) {
                        cc_character(start, Int32(row), $0.baseAddress, Int32($0.count))
                    }
                }
            }
            index += 1
        }
    }

    /// Without shades for stars, a large one would outshine the trail.
    private func shown(_ cell: Cell) -> Character? {
        if case .star = cell.role, !palette.hasLargeStars { glyphs.stars[0] } else { cell.character }
    }

    private func set(_ mode: MouseMode) {
        guard mode != mouse else { return }
        mouse = mode
        // The last mode that a terminal knows is the one that counts: 1003 any motion, 1002 motion with a button,
        // 1000 buttons. 1006 is the form without a limit to the columns.
        switch mode {
        case .off: emit("\u{1b}[?1003l\u{1b}[?1002l\u{1b}[?1000l\u{1b}[?1006l")
        case .clicks: emit("\u{1b}[?1003l\u{1b}[?1002l\u{1b}[?1000h\u{1b}[?1006h")
        case .motion: emit("\u{1b}[?1000h\u{1b}[?1002h\u{1b}[?1003h\u{1b}[?1006h")
        }
    }

    /// Takes what the terminal said about itself. True when the event was that, and nobody else's.
    public func take(_ event: InputEvent) -> Bool {
        switch event {
        case .background(let red, let green, let blue):
            adapt(to: Background(red: red, green: green, blue: blue))
            return true
        case .attributes:
            question = .answered
            return true
        default: return false
        }
    }

    private func adapt(to new: Background) {
        background = new
        let adapted = Palette(choice: theme, background: new, colors: colors, noColor: asksForNoColor)
        guard adapted != palette else { return }
        palette = adapted
        shown = nil
    }

    // MARK: Waiting

    /// Sleeps until something happens.
    ///
    /// - Parameters:
    ///   - patience: how long at most; nil is as long as it takes.
    ///   - receive: lent the bytes that came, which are wiped afterwards.
    public func wait(upTo patience: Duration? = nil, receive: (UnsafeRawBufferPointer) -> Void) -> Wakeup {
        let seen = Int(cc_wait(patience.map(\.milliseconds) ?? -1))
        var wakeup: Wakeup = []
        if seen & CC_STOP != 0, state == .full {
            suspend()
            wakeup.insert(.resumed)
        } else if seen & CC_CONTINUED != 0, state == .full {
            // The shell has put its own modes in place meanwhile.
            cc_pause()
            state = .paused
            resume()
            wakeup.insert(.resumed)
        }
        if seen & CC_RUNG != 0 {
            for sequence in waker.takeSequences() { emit(sequence) }
            wakeup.insert(.woken)
        }
        let now = Self.currentSize
        // It may have had another size in between, and its terminal other rows.
        if now != size || seen & CC_RESIZED != 0 {
            size = now
            redraw()
            wakeup.insert(.resized)
        }
        if seen & CC_INPUT != 0 {
            let count = cc_read(input.baseAddress, input.count)
            if count > 0 {
                let bytes = UnsafeMutableRawBufferPointer(rebasing: input[..<count])
                receive(UnsafeRawBufferPointer(bytes))
                wipe(bytes)
                wakeup.insert(.input)
            } else if count == 0 {
                wakeup.insert(.hungUp)
            }
        }
        return wakeup
    }

    // MARK: Leaving and coming back

    /// Shows the ordinary screen as it was, for another program or a line to be copied.
    public func pause() {
        guard state == .full else { return }
        state = .paused
        awaitAnswer()
        cc_pause()
    }

    /// The full screen again, empty until the next frame is drawn.
    public func resume() {
        guard state == .paused else { return }
        state = .full
        cc_resume()
        mouse = .off
        shown = nil
        shownSlots = []
    }

    /// Waits on the ordinary screen for Enter, or for ^C.
    public func waitForEnter() {
        // A ^C that was meant for another program may still be noted.
        _ = cc_wait(0)
        while Int(cc_wait(-1)) & (CC_INPUT | CC_INTERRUPTED) == 0 {}
        cc_discard_input(0)
        cc_ring()
    }

    /// Has the next frame drawn in full: something else may have written on the screen.
    public func redraw() {
        shown = nil
        cc_forget()
    }

    /// Stops the program as ^Z does in others; returns when it was continued.
    public func suspend() {
        guard state == .full else { return }
        awaitAnswer()
        cc_suspend()
        state = .paused
        resume()
    }

    /// Gives the terminal back for good.
    public func close() {
        pause()
        cc_close()
        state = .closed
    }

    /// An answer that comes after the end would be typed into the shell.
    private func awaitAnswer() {
        guard question == .asked else { return }
        question = .answered
        cc_discard_input(100)
    }

    // MARK: Control sequences

    private func emit(_ sequence: String) {
        var sequence = sequence
        sequence.withUTF8 { Self.emit(UnsafeRawBufferPointer($0)) }
    }

    private static func emit(_ bytes: UnsafeRawBufferPointer) {
        cc_emit(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
}

extension Cell {
    /// The cell's character as one printable ASCII byte, if it is one.
    fileprivate var plainByte: UInt8? {
        character?.asciiValue.flatMap { (0x20..<0x7f).contains($0) ? $0 : nil }
    }
}

extension Duration {
    /// Rounded up, so that a wait is never short of its deadline.
    fileprivate var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: max(0, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
