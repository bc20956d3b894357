// What VerbatimZip uses of zlib: raw inflate and CRC-32.
#include <zlib.h>
