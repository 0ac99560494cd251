#ifndef CWORDLIST_H
#define CWORDLIST_H

#include <stddef.h>

// The large word list for dice of the Electronic Frontier Foundation (2016): the file as it is published at
// https://www.eff.org/files/2016/07/18/eff_large_wordlist.txt, by Joseph Bonneau, Creative Commons Attribution 3.0 US.
// 7776 lines of "five digits, tab, word, newline"; words have 3 to 9 letters.
const unsigned char *wordlist_text(void);
size_t wordlist_length(void);

#endif
