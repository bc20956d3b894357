/// What Swift cannot say yet: vector comparisons that end in a mask of bits.
///
/// Every function is `static inline`, reads only the bytes its comment names, and has a plain path
/// for processors without the instructions.
#pragma once

#include "CodeScan.h"
#include "WordScan.h"
