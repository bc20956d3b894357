"""Tantivy by its Python binding. Simple tokenizer (alphanumeric runs) and lower-casing; text,
session and speaker stored; one column with the turn's number, for hits in the order of turns.
A query is made from its terms inside the time; NEAR is left out: Tantivy has no unordered one.
"""
import os
import sys
from importlib import metadata

import tantivy

import driver


def schema():
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("session", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("speaker", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("turn", stored=False, indexed=False, fast=True)
    builder.add_text_field("text", stored=True, tokenizer_name="words", index_option="position")
    return builder.build()


def words():
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .build()
    )


def documents(feed):
    # Made by methods, which is the quickest way to make one here.
    for number, (session, speaker, text) in enumerate(driver.turns(feed)):
        document = tantivy.Document()
        document.add_text("session", session.decode())
        document.add_text("speaker", speaker.decode())
        document.add_unsigned("turn", number)
        document.add_text("text", text.decode())
        yield document


def build(feed, folder, threads):
    os.makedirs(folder)
    index = tantivy.Index(schema(), path=folder)
    index.register_tokenizer("words", words())
    # So much memory for each thread that each writes one segment: the best state for queries.
    writer = index.writer(heap_size=(512 << 20) * threads, num_threads=threads)
    for document in documents(feed):
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def query(folder, path):
    index = tantivy.Index.open(folder)
    index.register_tokenizer("words", words())
    searcher = index.searcher()
    made = schema()
    Query, Occur = tantivy.Query, tantivy.Occur

    def term(word):
        return Query.term_query(made, "text", word, index_option="basic")

    makers = {
        "term": lambda w: term(w[0]),
        "phrase2": lambda w: Query.phrase_query(made, "text", w),
        "phrase3_5": lambda w: Query.phrase_query(made, "text", w),
        "and2": lambda w: Query.boolean_query([(Occur.Must, term(x)) for x in w]),
        "prefix": lambda w: Query.regex_query(made, "text", w[0] + ".*"),
    }

    def count(pair):
        # A constant score: nothing is ranked.
        scored = Query.const_score_query(pair[0](pair[1]), 1.0)
        return searcher.search(scored, limit=1, count=True).count

    def first(limit):
        def answer(pair):
            found = searcher.search(
                pair[0](pair[1]), limit=limit, count=False, order_by_field="turn",
                order=tantivy.Order.Asc)
            texts = [searcher.doc(address).get_first("text") for _, address in found.hits]
            return len(texts)
        return answer

    prepared = {
        kind: [(makers[kind], words) for words in asked]
        for kind, asked in driver.queries(path).items() if kind in makers
    }
    driver.serve(prepared, {"count": count, "first10": first(10), "kwic1000": first(1000)})


if __name__ == "__main__":
    command, arguments = sys.argv[1], sys.argv[2:]
    if command == "feed":
        for _ in documents(arguments[0]):
            pass
    elif command == "build":
        build(arguments[0], arguments[1], int(arguments[2]) if len(arguments) > 2 else 1)
    elif command == "query":
        query(*arguments)
    elif command == "version":
        print("Tantivy", metadata.version("tantivy"), "(PyPI)")
