// libcurl for Swift. A C target and not a system library: curl_easy_setopt and _getinfo are variadic, which Swift
// doesn't import, and the memory that libcurl frees is to be wiped, because requests and answers hold tokens.
//
// It is loaded when it is first needed. With the libraries that it needs itself, some thirty, loading it takes several
// milliseconds, which most runs of the program can do without.
#pragma once
#define CURL_DISABLE_DEPRECATION 1 // CURLOPT_PROTOCOLS: its successor is missing before 7.85, which Ubuntu 22.04 has
#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

// Once, before anything else; fails where there is no libcurl, or one without a function that is called.
CURLcode cu_start(void);
extern const char *const cu_library; // the file that is looked for

// libcurl's own functions (libcurl(3)), under cu_ instead of curl_.

char       *cu_version(void);
void        cu_free(void *memory);
CURL       *cu_easy_init(void);
void        cu_easy_cleanup(CURL *transfer);
const char *cu_easy_strerror(CURLcode code);
CURLM      *cu_multi_init(void);
void        cu_multi_cleanup(CURLM *loop);
CURLMcode   cu_multi_add_handle(CURLM *loop, CURL *transfer);
CURLMcode   cu_multi_remove_handle(CURLM *loop, CURL *transfer);
CURLMcode   cu_multi_perform(CURLM *loop, int *running);
CURLMcode   cu_multi_poll(CURLM *loop, struct curl_waitfd more[], unsigned int count, int milliseconds, int *ready);
CURLMcode   cu_multi_wakeup(CURLM *loop);
CURLMsg    *cu_multi_info_read(CURLM *loop, int *left);
CURLU      *cu_url(void);
void        cu_url_cleanup(CURLU *url);
CURLUcode   cu_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags);
CURLUcode   cu_url_get(CURLU *url, CURLUPart part, char **text, unsigned int flags);

// Options, by the kind of their value.

CURLcode cu_set_number(CURL *transfer, CURLoption option, long value);
CURLcode cu_set_text(CURL *transfer, CURLoption option, const char *value);         // copied
CURLcode cu_set_pointer(CURL *transfer, CURLoption option, const void *value);      // not copied
CURLcode cu_set_receiver(CURL *transfer, CURLoption option, curl_write_callback receiver);
CURLcode cu_set_https_only(CURL *transfer, bool https_only);                        // else plain HTTP only
// Lets nothing but this computer be connected to, whatever the name means; `elsewhere` becomes true when that was kept
// from happening.
CURLcode cu_set_loopback_only(CURL *transfer, bool *elsewhere);

// Values of options. An enum of one libcurl is a macro of the next, and each is another type in Swift.

extern const long cu_http_1_1;         // CURLOPT_HTTP_VERSION
extern const long cu_netrc_ignored;    // CURLOPT_NETRC
extern const long cu_tls_1_2;          // CURLOPT_SSLVERSION: this one or newer
extern const long cu_headers_separate; // CURLOPT_HEADEROPT

// What is known after the transfer; 0 where nothing is.

long    cu_number(CURL *transfer, CURLINFO what);
int64_t cu_microseconds(CURL *transfer, CURLINFO what);

// Runs `body` on a thread of its own, on which no signal is delivered: SIGPIPE becomes EPIPE there. False when
// there is no thread to be had.
bool cu_detach(void (*body)(void *), void *context);

// The bytes of an IPv4 (4) or IPv6 (16) address in its usual notation; returns their number, else 0.
int cu_address(const char *text, unsigned char bytes[16]);
