#pragma once
#include <stddef.h>
#include <stdint.h>

// libFuzzer's loop (LLVM's FuzzerInterface.h), without its main.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*take)(const uint8_t *data, size_t size));
