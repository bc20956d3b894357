// SHA-256 through the EVP interface, and HMAC: the only parts of libcrypto that are used.
#include <openssl/evp.h>
#include <openssl/hmac.h>
