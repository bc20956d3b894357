/* A bare SAX pass of libxml2 over files: elements and bytes of text are counted, nothing else. The unit in
   which the reading of TEI is measured. Prints the sum, so that nothing is left out. */
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>

static void start(
    void *sum, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
    const xmlChar **declared, int attributes, int defaulted, const xmlChar **values) {
  ++*(long *)sum;
}

static void end(void *sum, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  ++*(long *)sum;
}

static void text(void *sum, const xmlChar *bytes, int count) { *(long *)sum += count; }

int main(int count, char **paths) {
  xmlSAXHandler sax = {0};
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = start;
  sax.endElementNs = end;
  sax.characters = text;
  long sum = 0;
  for (int i = 1; i < count; i++) {
    FILE *file = fopen(paths[i], "rb");
    if (!file) return perror(paths[i]), 2;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = malloc(size + 1);
    if (!bytes || fread(bytes, 1, size, file) != (size_t)size) return perror(paths[i]), 2;
    fclose(file);
    if (xmlSAXUserParseMemory(&sax, &sum, bytes, (int)size)) return fprintf(stderr, "%s: not well-formed\n", paths[i]), 2;
    free(bytes);
  }
  printf("%ld\n", sum);
}
