#define _GNU_SOURCE
#include "ccurl.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#if defined(__APPLE__)
#include <malloc/malloc.h>
#define allocated malloc_size
#else
#include <malloc.h>
#define allocated malloc_usable_size
#endif

// libcurl puts requests together in memory that it frees as it is.

static void release(void *memory) {
    if (memory == NULL) return;
#if defined(__APPLE__)
    memset_s(memory, allocated(memory), 0, allocated(memory));
#else
    explicit_bzero(memory, allocated(memory));
#endif
    free(memory);
}

static void *resize(void *memory, size_t size) {
    if (memory == NULL) return malloc(size);
    void *moved = malloc(size);
    if (moved == NULL) return NULL;
    size_t before = allocated(memory);
    memcpy(moved, memory, before < size ? before : size);
    release(memory);
    return moved;
}

CURLcode cu_start(void) {
    return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, release, resize, strdup, calloc);
}

CURLcode cu_set_number(CURL *transfer, CURLoption option, long value) {
    return curl_easy_setopt(transfer, option, value);
}

CURLcode cu_set_text(CURL *transfer, CURLoption option, const char *value) {
    return curl_easy_setopt(transfer, option, value);
}

CURLcode cu_set_pointer(CURL *transfer, CURLoption option, const void *value) {
    return curl_easy_setopt(transfer, option, value);
}

CURLcode cu_set_receiver(CURL *transfer, CURLoption option, curl_write_callback receiver) {
    return curl_easy_setopt(transfer, option, receiver);
}

CURLcode cu_set_https_only(CURL *transfer, bool https_only) {
    return curl_easy_setopt(transfer, CURLOPT_PROTOCOLS, https_only ? CURLPROTO_HTTPS : CURLPROTO_HTTP);
}

long cu_number(CURL *transfer, CURLINFO what) {
    long value = 0;
    return curl_easy_getinfo(transfer, what, &value) == CURLE_OK ? value : 0;
}

int64_t cu_microseconds(CURL *transfer, CURLINFO what) {
    curl_off_t value = 0;
    return curl_easy_getinfo(transfer, what, &value) == CURLE_OK ? value : 0;
}

struct start {
    void (*body)(void *);
    void *context;
};

static void *run(void *argument) {
    struct start start = *(struct start *)argument;
    free(argument);
    start.body(start.context);
    return NULL;
}

bool cu_detach(void (*body)(void *), void *context) {
    struct start *start = malloc(sizeof *start);
    if (start == NULL) return false;
    *start = (struct start){body, context};
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); // the thread inherits the mask
    pthread_t thread;
    bool runs = pthread_create(&thread, NULL, run, start) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (runs) pthread_detach(thread);
    else free(start);
    return runs;
}

int cu_address(const char *text, unsigned char bytes[16]) {
    if (inet_pton(AF_INET, text, bytes) == 1) return 4;
    if (inet_pton(AF_INET6, text, bytes) == 1) return 16;
    return 0;
}
