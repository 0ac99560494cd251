#include "cknownseed.h"
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// A provider with one seed source, KNOWN-SEED (provider-rand(7)); its bytes are a text, repeated.

static const char *known = "";
static size_t requests;

size_t ks_requests(void) { return requests; }

static void fill(unsigned char *out, size_t length) {
    size_t size = strlen(known);
    for (size_t i = 0; i < length; i++) out[i] = (unsigned char)known[i % size];
}

static void *new_context(void *provider, void *parent, const OSSL_DISPATCH *calls) {
    (void)provider, (void)parent, (void)calls;
    return &requests;
}
static void free_context(void *context) { (void)context; }
static int instantiate(void *context, unsigned int strength, int resistance, const unsigned char *personal,
                       size_t length, const OSSL_PARAM params[]) {
    (void)context, (void)strength, (void)resistance, (void)personal, (void)length, (void)params;
    return 1;
}
static int uninstantiate(void *context) { return context != NULL; }
static int generate(void *context, unsigned char *out, size_t length, unsigned int strength, int resistance,
                    const unsigned char *more, size_t more_length) {
    (void)context, (void)strength, (void)resistance, (void)more, (void)more_length;
    fill(out, length);
    return 1;
}
static size_t get_seed(void *context, unsigned char **out, int entropy, size_t least, size_t most, int resistance,
                       const unsigned char *more, size_t more_length) {
    (void)context, (void)resistance, (void)more, (void)more_length;
    size_t length = (size_t)(entropy + 7) / 8;
    if (length < least) length = least;
    if (length > most || (*out = OPENSSL_secure_malloc(length)) == NULL) return 0;
    fill(*out, length);
    requests++;
    return length;
}
static void clear_seed(void *context, unsigned char *seed, size_t length) {
    (void)context;
    OPENSSL_secure_clear_free(seed, length);
}
static size_t nonce(void *context, unsigned char *out, unsigned int strength, size_t least, size_t most) {
    (void)context, (void)strength, (void)most;
    if (out != NULL) fill(out, least);
    return least;
}
static int lock(void *context) { return context != NULL; }
static void unlock(void *context) { (void)context; }
static const OSSL_PARAM *gettable(void *context, void *provider) {
    static const OSSL_PARAM params[] = {
        OSSL_PARAM_int(OSSL_RAND_PARAM_STATE, NULL), OSSL_PARAM_uint(OSSL_RAND_PARAM_STRENGTH, NULL),
        OSSL_PARAM_size_t(OSSL_RAND_PARAM_MAX_REQUEST, NULL), OSSL_PARAM_END,
    };
    (void)context, (void)provider;
    return params;
}
static int get_params(void *context, OSSL_PARAM params[]) {
    OSSL_PARAM *p;
    (void)context;
    if ((p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STATE)) && !OSSL_PARAM_set_int(p, EVP_RAND_STATE_READY)) return 0;
    if ((p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STRENGTH)) && !OSSL_PARAM_set_uint(p, 1024)) return 0;
    if ((p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_MAX_REQUEST)) && !OSSL_PARAM_set_size_t(p, 1 << 16)) return 0;
    return 1;
}

#define CALL(name, function) { OSSL_FUNC_RAND_##name, (void (*)(void))function }
static const OSSL_DISPATCH source[] = {
    CALL(NEWCTX, new_context), CALL(FREECTX, free_context), CALL(INSTANTIATE, instantiate),
    CALL(UNINSTANTIATE, uninstantiate), CALL(GENERATE, generate), CALL(GET_SEED, get_seed),
    CALL(CLEAR_SEED, clear_seed), CALL(NONCE, nonce), CALL(ENABLE_LOCKING, lock), CALL(LOCK, lock),
    CALL(UNLOCK, unlock), CALL(GETTABLE_CTX_PARAMS, gettable), CALL(GET_CTX_PARAMS, get_params), { 0, NULL },
};
static const OSSL_ALGORITHM algorithms[] = { { "KNOWN-SEED", "provider=known-seed", source, "" }, { NULL, NULL, NULL, NULL } };

static const OSSL_ALGORITHM *query(void *provider, int operation, int *is_final) {
    (void)provider;
    *is_final = 0;
    return operation == OSSL_OP_RAND ? algorithms : NULL;
}
static const OSSL_DISPATCH provider[] = { { OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query }, { 0, NULL } };

static int start(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **context) {
    (void)handle, (void)in;
    *out = provider;
    *context = &requests;
    return 1;
}

int ks_install(const char *seed) {
    known = seed;
    return OSSL_PROVIDER_add_builtin(NULL, "known-seed", start) && OSSL_PROVIDER_load(NULL, "known-seed") &&
           OSSL_PROVIDER_load(NULL, "default") && RAND_set_seed_source_type(NULL, "KNOWN-SEED", "provider=known-seed");
}

int ks_in_copy(void (*work)(const void *), const void *argument) {
    pid_t child = fork();
    if (child == 0) {
        work(argument);
        _exit(0);
    }
    int status = -1;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
}
