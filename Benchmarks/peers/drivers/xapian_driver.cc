// Xapian. Terms are runs of letters and numbers by Xapian's own Unicode tables, lower-cased by them,
// with positions; the document's data is the text, value slots hold session and speaker. The
// index is compacted at the end. No weighting: hits come in the order of turns. A query is made from
// its words inside the time.
#include <xapian.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

using std::string;
using std::vector;

namespace {

bool is_word(unsigned character) {
  if (character < 128) {
    return (character >= '0' && character <= '9') ||
           ((character | 32) >= 'a' && (character | 32) <= 'z');
  }
  switch (Xapian::Unicode::get_category(character)) {
    case Xapian::Unicode::UPPERCASE_LETTER:
    case Xapian::Unicode::LOWERCASE_LETTER:
    case Xapian::Unicode::TITLECASE_LETTER:
    case Xapian::Unicode::MODIFIER_LETTER:
    case Xapian::Unicode::OTHER_LETTER:
    case Xapian::Unicode::DECIMAL_DIGIT_NUMBER:
    case Xapian::Unicode::LETTER_NUMBER:
    case Xapian::Unicode::OTHER_NUMBER:
      return true;
    default:
      return false;
  }
}

struct Turn {
  string session, speaker, text;
};

bool next(std::istream& feed, string& line, Turn& turn) {
  if (!std::getline(feed, line)) return false;
  size_t first = line.find('\t'), second = line.find('\t', first + 1);
  turn.session.assign(line, 0, first);
  turn.speaker.assign(line, first + 1, second - first - 1);
  turn.text.assign(line, second + 1, string::npos);
  return true;
}

void build(const char* path, const string& folder) {
  const string loose = folder + ".loose";
  {
    Xapian::WritableDatabase database(loose, Xapian::DB_CREATE_OR_OVERWRITE);
    std::ifstream feed(path);
    string line, word;
    Turn turn;
    size_t count = 0;
    while (next(feed, line, turn)) {
      Xapian::Document document;
      document.set_data(turn.text);
      document.add_value(0, turn.session);
      document.add_value(1, turn.speaker);
      Xapian::termpos position = 0;
      word.clear();
      for (Xapian::Utf8Iterator at(turn.text), end; at != end; ++at) {
        if (is_word(*at)) {
          Xapian::Unicode::append_utf8(word, Xapian::Unicode::tolower(*at));
        } else if (!word.empty()) {
          // Longer terms Xapian refuses.
          if (word.size() <= 240) document.add_posting(word, position);
          ++position;
          word.clear();
        }
      }
      if (!word.empty() && word.size() <= 240) document.add_posting(word, position);
      database.add_document(document);
      if (++count % 200000 == 0) database.commit();
    }
    database.commit();
    database.compact(folder);
  }
  const string remove = "rm -r '" + loose + "'";
  if (std::system(remove.c_str()) != 0) std::exit(1);
}

Xapian::Query make(const string& kind, const vector<string>& words) {
  using Xapian::Query;
  if (kind == "term") return Query(words[0]);
  if (kind == "prefix") {
    return Query(Query::OP_WILDCARD, words[0], 0, Query::WILDCARD_LIMIT_ERROR, Query::OP_OR);
  }
  if (kind == "and2") return Query(Query::OP_AND, words.begin(), words.end());
  if (kind == "near5") return Query(Query::OP_NEAR, words.begin(), words.end(), 6);
  return Query(Query::OP_PHRASE, words.begin(), words.end(), words.size());
}

void query(const string& folder, const char* path) {
  std::map<string, vector<vector<string>>> asked;
  std::ifstream file(path);
  string line;
  while (std::getline(file, line)) {
    size_t first = line.find('\t'), second = line.find('\t', first + 1);
    vector<string> words;
    for (size_t at = first + 1; at < second;) {
      size_t end = std::min(line.find(' ', at), second);
      words.push_back(line.substr(at, end - at));
      at = end + 1;
    }
    asked[line.substr(0, first)].push_back(words);
  }
  Xapian::Database database(folder);
  const Xapian::doccount all = database.get_doccount();
  std::cout << "ready" << std::endl;
  string mode, kind;
  while (std::cin >> mode >> kind) {
    string out;
    for (const auto& words : asked[kind]) {
      const auto start = std::chrono::steady_clock::now();
      Xapian::Enquire enquire(database);
      enquire.set_query(make(kind, words));
      enquire.set_weighting_scheme(Xapian::BoolWeight());
      enquire.set_docid_order(Xapian::Enquire::ASCENDING);
      size_t count = 0;
      if (mode == "count") {
        count = enquire.get_mset(0, 0, all).get_matches_estimated();
      } else {
        Xapian::MSet found = enquire.get_mset(0, mode == "first10" ? 10 : 1000);
        size_t bytes = 0;
        for (auto hit = found.begin(); hit != found.end(); ++hit) {
          bytes += hit.get_document().get_data().size();
        }
        count = bytes > 0 ? found.size() : 0;
      }
      const auto end = std::chrono::steady_clock::now();
      const auto taken = std::chrono::duration_cast<std::chrono::nanoseconds>(end - start);
      out += std::to_string(count) + " " + std::to_string(taken.count()) + "\n";
    }
    std::cout << out << "." << std::endl;
  }
}

}  // namespace

int main(int count, char** arguments) {
  const string command = count > 1 ? arguments[1] : "";
  try {
    if (command == "feed" && count > 2) {
      std::ifstream feed(arguments[2]);
      string line;
      Turn turn;
      size_t bytes = 0;
      while (next(feed, line, turn)) bytes += turn.text.size();
      std::cerr << bytes << " bytes of text\n";
    } else if (command == "build" && count > 3) {
      build(arguments[2], arguments[3]);
    } else if (command == "query" && count > 3) {
      query(arguments[2], arguments[3]);
    } else if (command == "version") {
      std::cout << "Xapian " << Xapian::version_string() << " (Debian, C++)\n";
    } else {
      return 2;
    }
  } catch (const Xapian::Error& error) {
    std::cerr << error.get_description() << "\n";
    return 1;
  }
}
