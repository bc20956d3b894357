// What Debian's libxml2.a wants of ICU, answered with "no such converter", for the static build.
//
// libxml2 asks ICU only for an encoding that neither it nor iconv knows. Linking ICU for that would
// add 33 MB of tables to a binary of 70 MB; this way such a file gets the error of any unknown
// encoding. The header renames each function to the installed ICU's version.
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

UConverter *ucnv_open(const char *name, UErrorCode *status) {
  *status = U_UNSUPPORTED_ERROR;
  return 0;
}

void ucnv_close(UConverter *converter) {}

void ucnv_convertEx(UConverter *to, UConverter *from, char **target, const char *targetEnd,
                    const char **source, const char *sourceEnd, UChar *pivot, UChar **pivotSource,
                    UChar **pivotTarget, const UChar *pivotEnd, UBool reset, UBool flush,
                    UErrorCode *status) {
  *status = U_UNSUPPORTED_ERROR;
}

void ucnv_setToUCallBack(UConverter *converter, UConverterToUCallback action, const void *context,
                         UConverterToUCallback *oldAction, const void **oldContext,
                         UErrorCode *status) {
  *status = U_UNSUPPORTED_ERROR;
}

void ucnv_setFromUCallBack(UConverter *converter, UConverterFromUCallback action,
                           const void *context, UConverterFromUCallback *oldAction,
                           const void **oldContext, UErrorCode *status) {
  *status = U_UNSUPPORTED_ERROR;
}

void UCNV_TO_U_CALLBACK_STOP(const void *context, UConverterToUnicodeArgs *arguments,
                             const char *codeUnits, int32_t length,
                             UConverterCallbackReason reason, UErrorCode *status) {}

void UCNV_FROM_U_CALLBACK_STOP(const void *context, UConverterFromUnicodeArgs *arguments,
                               const UChar *codeUnits, int32_t length, UChar32 codePoint,
                               UConverterCallbackReason reason, UErrorCode *status) {}
