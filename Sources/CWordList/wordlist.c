#include "CWordList.h"

// Standard in C23, and in every clang that Swift 6.2 or newer comes with.
#pragma clang diagnostic ignored "-Wc23-extensions"

// In the program's read-only data, so that choosing a word reads no file.
static const unsigned char text[] = {
#embed "eff_large_wordlist.txt"
};

// Functions, because Swift would import an array of this size as a tuple.
const unsigned char *wordlist_text(void) { return text; }
size_t wordlist_length(void) { return sizeof text; }
