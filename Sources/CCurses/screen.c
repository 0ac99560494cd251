// Drawing with ncurses, and the full screen's beginning and end.
#include "private.h"
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>
#include <stdio.h>

static void limit_sizes(void);

static enum { CLOSED, FULL, PAUSED } state;

static const char *capability(const char *name) {
    // tigetstr takes a char * that it doesn't change, and has two ways of saying no.
    char *value = tigetstr((char *)name);
    return value == NULL || value == (char *)-1 ? NULL : value;
}

static void prepare_leaving(void) {
    // Cleared, so that nothing stays readable where there is no alternate screen, or where the terminal keeps it.
    restore_add("\033[0m\033[H\033[2J");
    const char *visible = capability("cnorm"), *colors = capability("op"), *leave = capability("rmcup");
    restore_add(visible != NULL ? visible : "\033[?25h");
    if (colors != NULL) restore_add(colors);
    if (leave != NULL) restore_add(leave);
}

// A description that is in the program: a system may have none, and a library of another system's look elsewhere.
static bool open_built_in(const char *term) {
    const char *description = terminal_description(term);
    const char *folder = getenv("TERMINFO");
    if (description == NULL) return false;
    // The only way to hand one over (ncurses 6.1, term(5)); nobody who is started later is to have it.
    char *before = folder == NULL ? NULL : strdup(folder);
    setenv("TERMINFO", description, 1);
    bool opened = newterm(term, stdout, stdin) != NULL;
    if (before == NULL) unsetenv("TERMINFO");
    else setenv("TERMINFO", before, 1);
    free(before);
    return opened;
}

int cc_open(void) {
    if (state != CLOSED) return CC_OPENED;
    // The first, because what needs no full screen needs no terminal either.
    const char *term = getenv("TERM");
    if (term == NULL || *term == 0 || strcmp(term, "dumb") == 0) return CC_DUMB;
    if (!restore_prepare()) return CC_NOT_A_TERMINAL;
    // The encoding alone: with LC_NUMERIC, C code would read and write decimal commas.
    setlocale(LC_CTYPE, "");
    if (!bell_open()) return CC_NOT_A_TERMINAL;
    limit_sizes();
    // newterm, because initscr ends the program at an unknown TERM (xterm-kitty over SSH). Terminals with a name of
    // their own are like xterm.
    if (newterm(NULL, stdout, stdin) == NULL && newterm("xterm-256color", stdout, stdin) == NULL &&
        !open_built_in(term) && !open_built_in("xterm-256color")) return CC_UNKNOWN;
    if (capability("cup") == NULL) {
        endwin();
        return CC_DUMB;
    }
    prepare_leaving();
    full_screen_begins();
    restore_arm();
    raw();
    noecho();
    nonl();
    keypad(stdscr, FALSE);
    // Else pending input would put off drawing.
    typeahead(-1);
    // Else cells that were drawn past ncurses could be shifted along the row.
    idcok(stdscr, FALSE);
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    curs_set(0);
    screen_measure();
    state = FULL;
    refresh();
    cc_emit(modes_on, strlen(modes_on));
    return CC_OPENED;
}

bool cc_open_lines(void) {
    setlocale(LC_CTYPE, "");
    if (!bell_open()) return false;
    restore_watch_interrupt();
    return true;
}

void cc_pause(void) {
    if (state != FULL) return;
    state = PAUSED;
    cc_emit(modes_off, strlen(modes_off));
    curs_set(1);
    erase();
    refresh();
    endwin();
    full_screen_ends();
    restore_yield();
}

void cc_resume(void) {
    if (state != PAUSED) return;
    state = FULL;
    full_screen_begins();
    restore_arm();
    reset_prog_mode();
    curs_set(0);
    clearok(curscr, TRUE);
    doupdate();
    cc_emit(modes_on, strlen(modes_on));
    // It may have been resized meanwhile.
    bell_ring(CC_RESIZED);
}

void cc_close(void) {
    if (state == CLOSED) return;
    cc_pause();
    restore_disarm();
    state = CLOSED;
}

const char *cc_version(void) { return curses_version(); }
bool cc_utf8(void) { return strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0; }
int cc_colors(void) { return has_colors() ? COLORS : 0; }

// More than any screen has. A size comes from the environment or from another program that set it on the terminal, and
// ncurses allocates what it says: COLUMNS=30000 and LINES=30000 are gigabytes.
enum { MOST_CELLS = 1000 };

static void limit_size(const char *variable, int now) {
    const char *said = getenv(variable);
    char most[8];
    snprintf(most, sizeof most, "%d", MOST_CELLS);
    if (said != NULL && (strlen(said) > 5 || atol(said) > MOST_CELLS)) unsetenv(variable), said = NULL;
    if (said == NULL && now > MOST_CELLS) setenv(variable, most, 1);
}

static void limit_sizes(void) {
    struct winsize size = { 0 };
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    limit_size("COLUMNS", size.ws_col);
    limit_size("LINES", size.ws_row);
}

void screen_measure(void) {
    struct winsize size;
    // A serial line has no size to tell; then terminfo's stays.
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return;
    if (size.ws_col > MOST_CELLS) size.ws_col = MOST_CELLS;
    if (size.ws_row > MOST_CELLS) size.ws_row = MOST_CELLS;
    // Not resizeterm, which puts a KEY_RESIZE into the queue that nobody reads.
    if (is_term_resized(size.ws_row, size.ws_col)) resize_term(size.ws_row, size.ws_col);
}

void cc_size(int *columns, int *rows) {
    *columns = COLS;
    *rows = LINES;
}

// init_pair alone: alloc_pair came with ncurses 6.1, and macOS has 6.0. Three palettes of less than 64 pairs each fit.
static short color_pair(int foreground, int background) {
    static struct { short foreground, background; } known[256];
    static short count = 1;
    if ((foreground < 0 && background < 0) || !has_colors()) return 0;
    for (short i = 1; i < count; i++) {
        if (known[i].foreground == foreground && known[i].background == background) return i;
    }
    if (count == 256 || count >= COLOR_PAIRS) return 0;
    known[count].foreground = (short)foreground;
    known[count].background = (short)background;
    init_pair(count, (short)foreground, (short)background);
    return count++;
}

static attr_t style;
static short pair;

void cc_style(unsigned attributes, int foreground, int background) {
    style = A_NORMAL;
    if (attributes & CC_BOLD) style |= A_BOLD;
    if (attributes & CC_DIM) style |= A_DIM;
    if (attributes & CC_REVERSE) style |= A_REVERSE;
    if (attributes & CC_UNDERLINE) style |= A_UNDERLINE;
    pair = color_pair(foreground, background);
    attr_set(style, pair, NULL);
}

void cc_text(int column, int row, const char *ascii, int count) { mvaddnstr(row, column, ascii, count); }

void cc_character(int column, int row, const char *utf8, int count) {
    // A base and at most four marks fit in a cell of ncurses. What joins or varies emoji is left out: terminals
    // disagree about its width, and a lone base has one width everywhere.
    wchar_t wide[6] = { L'?' };
    int length = 0;
    mbstate_t shift = { 0 };
    while (count > 0 && length < 5) {
        wchar_t next;
        size_t used = mbrtowc(&next, utf8, (size_t)count, &shift);
        if (used == 0 || used > (size_t)count) break;
        utf8 += used;
        count -= (int)used;
        int width = wcwidth(next);
        bool joins = next == 0x200d || (next >= 0xfe00 && next <= 0xfe0f);
        if (length == 0 ? width > 0 : (width == 0 && !joins)) wide[length++] = next;
        else if (length == 0) break;
    }
    wide[length == 0 ? 1 : length] = 0;
    cchar_t cell;
    if (setcchar(&cell, wide, style, pair, NULL) == OK) mvadd_wch(row, column, &cell);
}

void cc_cursor(int column, int row, bool visible) {
    curs_set(visible);
    move(row, column);
}

void cc_flush(void) { refresh(); }
void cc_forget(void) { clearok(curscr, TRUE); }
void cc_forget_row(int row) { if (row >= 0 && row < LINES) wredrawln(stdscr, row, 1); }
