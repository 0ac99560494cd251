#define _GNU_SOURCE
#include "ccurl.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#if defined(__APPLE__)
#include <malloc/malloc.h>
#define allocated malloc_size
#define LIBRARY "libcurl.4.dylib"
#else
#include <malloc.h>
#define allocated malloc_usable_size
#define LIBRARY "libcurl.so.4"
#endif

// Every function of libcurl that is called.
#define FUNCTIONS(F)                                                                                             \
    F(global_init_mem) F(version) F(free) F(easy_init) F(easy_cleanup) F(easy_strerror) F(easy_setopt) F(easy_getinfo)       \
    F(multi_init) F(multi_cleanup) F(multi_add_handle) F(multi_remove_handle) F(multi_perform) F(multi_poll)      \
    F(multi_wakeup) F(multi_info_read) F(url) F(url_cleanup) F(url_set) F(url_get)

static struct {
#define MEMBER(name) __typeof__(curl_##name) *name;
    FUNCTIONS(MEMBER)
} curl;

static bool load(void) {
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return false;
#define FIND(name) if ((*(void **)&curl.name = dlsym(library, "curl_" #name)) == NULL) return false;
    FUNCTIONS(FIND)
    return true;
}

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
    if (!load()) return CURLE_NOT_BUILT_IN;
    return curl.global_init_mem(CURL_GLOBAL_DEFAULT, malloc, release, resize, strdup, calloc);
}

const char *const cu_library = LIBRARY;
char *cu_version(void) { return curl.version(); }
void cu_free(void *memory) { curl.free(memory); }
CURL *cu_easy_init(void) { return curl.easy_init(); }
void cu_easy_cleanup(CURL *transfer) { curl.easy_cleanup(transfer); }
const char *cu_easy_strerror(CURLcode code) { return curl.easy_strerror(code); }
CURLM *cu_multi_init(void) { return curl.multi_init(); }
void cu_multi_cleanup(CURLM *loop) { curl.multi_cleanup(loop); }
CURLMcode cu_multi_add_handle(CURLM *loop, CURL *transfer) { return curl.multi_add_handle(loop, transfer); }
CURLMcode cu_multi_remove_handle(CURLM *loop, CURL *transfer) { return curl.multi_remove_handle(loop, transfer); }
CURLMcode cu_multi_perform(CURLM *loop, int *running) { return curl.multi_perform(loop, running); }
CURLMcode cu_multi_poll(CURLM *loop, struct curl_waitfd more[], unsigned int count, int milliseconds, int *ready) {
    return curl.multi_poll(loop, more, count, milliseconds, ready);
}
CURLMcode cu_multi_wakeup(CURLM *loop) { return curl.multi_wakeup(loop); }
CURLMsg *cu_multi_info_read(CURLM *loop, int *left) { return curl.multi_info_read(loop, left); }
CURLU *cu_url(void) { return curl.url(); }
void cu_url_cleanup(CURLU *url) { curl.url_cleanup(url); }
CURLUcode cu_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags) {
    return curl.url_set(url, part, text, flags);
}
CURLUcode cu_url_get(CURLU *url, CURLUPart part, char **text, unsigned int flags) {
    return curl.url_get(url, part, text, flags);
}

const long cu_http_1_1 = CURL_HTTP_VERSION_1_1;
const long cu_netrc_ignored = CURL_NETRC_IGNORED;
const long cu_tls_1_2 = CURL_SSLVERSION_TLSv1_2;
const long cu_headers_separate = CURLHEADER_SEPARATE;

CURLcode cu_set_number(CURL *transfer, CURLoption option, long value) {
    return curl.easy_setopt(transfer, option, value);
}

CURLcode cu_set_text(CURL *transfer, CURLoption option, const char *value) {
    return curl.easy_setopt(transfer, option, value);
}

CURLcode cu_set_pointer(CURL *transfer, CURLoption option, const void *value) {
    return curl.easy_setopt(transfer, option, value);
}

CURLcode cu_set_receiver(CURL *transfer, CURLoption option, curl_write_callback receiver) {
    return curl.easy_setopt(transfer, option, receiver);
}

CURLcode cu_set_https_only(CURL *transfer, bool https_only) {
    return curl.easy_setopt(transfer, CURLOPT_PROTOCOLS, https_only ? CURLPROTO_HTTPS : CURLPROTO_HTTP);
}

// Called with the address that is about to be connected to, whatever name led there.
static curl_socket_t open_loopback(void *elsewhere, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    bool is_loopback = false;
    if (address->family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)&address->addr;
        is_loopback = ntohl(in->sin_addr.s_addr) >> 24 == 127;
    } else if (address->family == AF_INET6) {
        is_loopback = IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)&address->addr)->sin6_addr);
    }
    if (!is_loopback) {
        *(bool *)elsewhere = true;
        return CURL_SOCKET_BAD;
    }
    int descriptor = socket(address->family, address->socktype, address->protocol);
    if (descriptor >= 0) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
}

CURLcode cu_set_loopback_only(CURL *transfer, bool *elsewhere) {
    CURLcode code = curl.easy_setopt(transfer, CURLOPT_OPENSOCKETDATA, elsewhere);
    return code == CURLE_OK ? curl.easy_setopt(transfer, CURLOPT_OPENSOCKETFUNCTION, open_loopback) : code;
}

long cu_number(CURL *transfer, CURLINFO what) {
    long value = 0;
    return curl.easy_getinfo(transfer, what, &value) == CURLE_OK ? value : 0;
}

int64_t cu_microseconds(CURL *transfer, CURLINFO what) {
    curl_off_t value = 0;
    return curl.easy_getinfo(transfer, what, &value) == CURLE_OK ? value : 0;
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
