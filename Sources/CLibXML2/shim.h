// What VerbatimXML uses of libxml2: the SAX2 parser, its errors, entities and encodings.
#include <libxml/SAX2.h>
#include <libxml/encoding.h>
#include <libxml/entities.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
