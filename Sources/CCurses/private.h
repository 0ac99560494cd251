// What the files of this target share.
#pragma once
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE 1
#define _GNU_SOURCE 1
#define _DARWIN_C_SOURCE 1
// Without this there are no wide characters in <curses.h>.
#define NCURSES_WIDECHAR 1
#include "ccurses.h"

// restore.c
bool restore_prepare(void);      // remembers the terminal's modes; false when there is no terminal
void restore_add(const char *sequence); // what leaving writes besides; terminfo's padding is dropped
void restore_arm(void);          // signal handlers and atexit
void restore_yield(void);        // signals while another program has the terminal
void restore_disarm(void);       // the defaults again
void full_screen_begins(void);   // standard error is kept back from now on
void full_screen_ends(void);     // and shown again
extern const char modes_on[], modes_off[];

void restore_watch_interrupt(void); // ^C rings the bell; nothing else changes

// terminals.c
const char *terminal_description(const char *term); // as TERMINFO takes it; NULL where none is built in

// wait.c
bool bell_open(void);
void bell_ring(int why);         // async-signal-safe
bool bell_rung_for(int why);
void bell_muffle(int why);       // as if it had not rung for that

// screen.c
void screen_measure(void);       // asks the terminal for its size
