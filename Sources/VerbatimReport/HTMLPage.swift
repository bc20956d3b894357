/// The frame of a page: no script, no outside resource, light and dark, fit to print.
enum HTMLPage {
  /// - Parameter more: rules of style besides those of all pages.
  static func begin(title: String, style more: String = "") -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(HTMLText.attribute(title.isEmpty ? "Verbatim" : title))</title>
    <style>
    \(style + (more.isEmpty ? "" : "\n" + more))
    </style>
    </head>
    <body>
    <main>

    """
  }

  static let end = """
    </main>
    </body>
    </html>

    """

  private static let style = """
    :root { color-scheme: light dark; --ink: #1b1b1b; --faint: #666; --line: #ccc; --page: #fff; --mark: #ffe58a; }
    @media (prefers-color-scheme: dark) {
    :root { --ink: #e8e6e3; --faint: #a09c96; --line: #4a4a4a; --page: #1c1c1e; --mark: #6b5600; }
    }
    body { margin: 0; background: var(--page); color: var(--ink); font: 1.05rem/1.55 Georgia, "Times New Roman", serif; }
    main { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
    h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2rem 0 .75rem; break-after: avoid; }
    figure { margin: 1.5rem 0; break-inside: avoid; }
    .picture { overflow-x: auto; }
    blockquote { margin: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
    figcaption, .summary, .notes, .context, .event, .omission { color: var(--faint); }
    figcaption, .context, .summary, .notes { font-size: .9rem; }
    figcaption { margin-top: .4rem; padding-inline-start: 1rem; }
    .context { margin: .4rem 0 .4rem 2rem; white-space: pre-wrap; overflow-wrap: anywhere; }
    .theme { white-space: nowrap; }
    .control { color: var(--faint); font-family: monospace; }
    mark { background: var(--mark); color: inherit; }
    table { border-collapse: collapse; margin: 1.5rem 0; font-variant-numeric: tabular-nums; }
    caption { text-align: start; font-weight: bold; padding-bottom: .5rem; }
    th, td { padding: .25rem .75rem .25rem 0; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line); }
    .end { text-align: end; }
    .center { text-align: center; }
    @media print { :root { --ink: #000; --page: #fff; --mark: #eee; } main { max-width: none; margin: 0; } }
    """
}
