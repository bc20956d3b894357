/// What Swift cannot say yet: vector comparisons that end in a mask of bits.
///
/// Every function reads only the bytes its comment names, and has a plain path for processors without
/// the instructions. Those for one turn or word are `static inline`; those for many are not.
#pragma once

#include "CodeScan.h"
#include "Processor.h"
#include "Tables.h"
#include "TextBytes.h"
#include "TurnGather.h"
#include "TurnScan.h"
#include "TurnSets.h"
#include "TurnText.h"
#include "TurnWords.h"
#include "Unpack.h"
