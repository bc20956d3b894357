#include <stddef.h>
#include <stdint.h>

// What clang's libFuzzer gives to a program that has its own `main`: no header of it is installed.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*input)(const uint8_t *data, size_t size));
