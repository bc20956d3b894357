// Lucene. Tokens are runs of letters and numbers by Java's tables, lower-cased; no norms, since nothing
// is ranked; text, session and speaker stored; one segment at the end. A query is made from its words
// inside the time; the query cache is off.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.spans.SpanNearQuery;
import org.apache.lucene.queries.spans.SpanQuery;
import org.apache.lucene.queries.spans.SpanTermQuery;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

public class LuceneDriver {
  /** Room for the longest token that occurs; the tokenizer's default would cut at 255. */
  static final int LONGEST = 10_000;

  static boolean isWord(int character) {
    switch (Character.getType(character)) {
      case Character.UPPERCASE_LETTER:
      case Character.LOWERCASE_LETTER:
      case Character.TITLECASE_LETTER:
      case Character.MODIFIER_LETTER:
      case Character.OTHER_LETTER:
      case Character.DECIMAL_DIGIT_NUMBER:
      case Character.LETTER_NUMBER:
      case Character.OTHER_NUMBER:
        return true;
      default:
        return false;
    }
  }

  static final class Words extends Analyzer {
    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer source =
          new CharTokenizer(
              org.apache.lucene.analysis.TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, LONGEST) {
            @Override
            protected boolean isTokenChar(int character) {
              return isWord(character);
            }
          };
      return new TokenStreamComponents(source, new LowerCaseFilter(source));
    }
  }

  interface Sink {
    void add(Document document) throws IOException;
  }

  static void feed(String path, Sink sink) throws IOException {
    FieldType text = new FieldType();
    text.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    text.setTokenized(true);
    text.setStored(true);
    text.setOmitNorms(true);
    text.freeze();
    try (BufferedReader lines = Files.newBufferedReader(Paths.get(path), StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int first = line.indexOf('\t');
        int second = line.indexOf('\t', first + 1);
        Document document = new Document();
        document.add(new StoredField("session", line.substring(0, first)));
        document.add(new StoredField("speaker", line.substring(first + 1, second)));
        document.add(new Field("text", line.substring(second + 1), text));
        sink.add(document);
      }
    }
  }

  static void build(String path, Path folder) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(new Words());
    config.setRAMBufferSizeMB(512);
    config.setUseCompoundFile(false);
    config.setMergeScheduler(new SerialMergeScheduler());
    try (IndexWriter writer = new IndexWriter(new MMapDirectory(folder), config)) {
      feed(path, writer::addDocument);
      writer.forceMerge(1);
      writer.commit();
    }
  }

  static Query make(String kind, String[] words) {
    switch (kind) {
      case "term":
        return new TermQuery(new Term("text", words[0]));
      case "prefix":
        return new PrefixQuery(new Term("text", words[0]));
      case "and2":
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (String word : words) {
          all.add(new TermQuery(new Term("text", word)), BooleanClause.Occur.FILTER);
        }
        return all.build();
      case "near5":
        SpanQuery[] spans = new SpanQuery[words.length];
        for (int i = 0; i < words.length; i++) {
          spans[i] = new SpanTermQuery(new Term("text", words[i]));
        }
        return new SpanNearQuery(spans, 4, false);
      default:
        return new PhraseQuery("text", words);
    }
  }

  static int answer(IndexSearcher searcher, Query query, int limit) throws IOException {
    if (limit == 0) return searcher.count(query);
    // In the order of turns, and no further than the last that is wanted.
    TopFieldCollector collector = TopFieldCollector.create(Sort.INDEXORDER, limit, limit);
    searcher.search(query, collector);
    int count = 0;
    for (ScoreDoc hit : collector.topDocs().scoreDocs) {
      if (searcher.doc(hit.doc).get("text") != null) count++;
    }
    return count;
  }

  static void query(Path folder, String path) throws IOException {
    Map<String, List<String[]>> asked = new HashMap<>();
    for (String line : Files.readAllLines(Paths.get(path), StandardCharsets.UTF_8)) {
      String[] fields = line.split("\t");
      asked.computeIfAbsent(fields[0], k -> new ArrayList<>()).add(fields[1].split(" "));
    }
    try (DirectoryReader reader = DirectoryReader.open(new MMapDirectory(folder))) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      BooleanQuery.setMaxClauseCount(Integer.MAX_VALUE);
      System.out.println("ready");
      BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        String[] command = line.split(" ");
        int limit = command[0].equals("count") ? 0 : command[0].equals("first10") ? 10 : 1000;
        StringBuilder out = new StringBuilder();
        for (String[] words : asked.getOrDefault(command[1], new ArrayList<>())) {
          long start = System.nanoTime();
          int count = answer(searcher, make(command[1], words), limit);
          out.append(count).append(' ').append(System.nanoTime() - start).append('\n');
        }
        System.out.print(out);
        System.out.println(".");
        System.out.flush();
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "feed":
        feed(arguments[1], document -> {});
        break;
      case "build":
        build(arguments[1], Paths.get(arguments[2]));
        break;
      case "query":
        query(Paths.get(arguments[1]), arguments[2]);
        break;
      case "version":
        System.out.println(
            "Lucene " + Version.LATEST + " (Java " + System.getProperty("java.version") + ")");
        break;
      default:
        System.exit(2);
    }
  }
}
