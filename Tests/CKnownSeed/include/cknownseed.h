#pragma once
#include <stddef.h>

/// Takes the place of the system's generator below OpenSSL's: the seed that it gives is `seed`, over and over.
/// Before any other use of OpenSSL. 0 when OpenSSL refuses.
int ks_install(const char *seed);

/// How often OpenSSL has asked for a seed.
size_t ks_requests(void);

/// Does `work` in a copy of this process, where memory has the same addresses each time (OpenSSL's generators mix
/// their own in), and waits for it. The copy's exit status.
int ks_in_copy(void (*work)(const void *), const void *argument);
