// SHA-256 through the EVP interface, the only part of libcrypto that is used.
#include <openssl/evp.h>
