// What VerbatimXML uses of libxml2: the SAX2 parser, its errors, entities and encodings.
//
// Debian's libxml2 names ICU in its headers, whose types Foundation has as well, in another
// version: whoever imports both could not compile. Only pointers to the affected struct are used.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/SAX2.h>
#include <libxml/encoding.h>
#include <libxml/entities.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
