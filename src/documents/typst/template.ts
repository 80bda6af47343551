/**
 * The layout of a PDF. The document comes in as data (`document.json`), so nothing a person typed is ever markup.
 * Headings, tables with header cells, lists and alternative texts are tagged by Typst itself.
 * Typst keeps what it laid out while the styles above it stay the same. So no style may hold the document: the footer
 * asks the page for its text (`<voet>`), and after an edit only the paragraph that changed is laid out again.
 */
export const TEMPLATE = `
#let doc = json("/document.json")
#let words = doc.words
#let petrol = rgb("#0b5563")
#let ink = rgb("#1f2423")
#let soft = rgb("#4c5452")
#let line-colour = rgb("#cfc8ba")
#let day = doc.day

#set document(title: doc.title, author: doc.sender, date: datetime(year: day.at(0), month: day.at(1), day: day.at(2)))
#set text(font: ("Atkinson Hyperlegible Next", "Noto Sans Arabic", "Noto Sans Hebrew Thin", "Noto Sans Hebrew"), lang: doc.lang, region: doc.region, size: 10.5pt, fill: ink)
#set par(leading: 0.72em, spacing: 1.1em)
#set page(
  paper: "a4",
  margin: (top: 3cm, bottom: 2.6cm, left: 2.7cm, right: 2.5cm),
  header: text(size: 8.5pt, fill: soft)[#doc.sender · #doc.kindLabel #h(1fr) #doc.marking],
  footer: context text(size: 8.5pt, fill: soft, {
    let foot = query(<voet>).first().value
    [#foot.left #h(1fr) #foot.page #counter(page).display() #foot.of #counter(page).final().first()]
  }),
)
#show heading: set text(fill: petrol, weight: "bold", hyphenate: false)
#show heading.where(level: 1): set text(size: 22pt)
#show heading.where(level: 2): it => { v(0.6em); set text(size: 14.5pt); it }
#show heading.where(level: 3): it => { v(0.3em); set text(size: 12pt); it }
#show heading.where(level: 4): set text(size: 10.5pt)
#show link: set text(fill: petrol)
#set table(stroke: (x, y) => (bottom: 0.5pt + line-colour), inset: (left: 0pt, right: 8pt, y: 5pt))
#show table: set text(hyphenate: false)
#show table.cell.where(y: 0): set text(fill: soft, size: 9.5pt, weight: "bold")
#show table: set par(leading: 0.6em)
#show figure: set block(breakable: true)
#show figure.where(kind: "grafiek"): set block(breakable: false)
#set figure.caption(position: top)
#show figure.caption: it => block(sticky: true, width: 100%, align(left, text(weight: "bold", it.body)))
#set list(indent: 0.4em)
#set enum(indent: 0.4em)

#let inline(node) = {
  if node.type == "redaction" { box(fill: rgb("#e9e4d9"), inset: (x: 2pt), outset: (y: 2pt))[\\[#node.ground\\]] }
  else if node.type == "figure" { node.text + super(link(label("bron-" + str(node.provenance)), str(node.provenance))) }
  else {
    let body = node.text
    if node.at("strong", default: false) { body = strong(body) }
    if node.at("em", default: false) { body = emph(body) }
    if "href" in node { link(node.href, body) } else { body }
  }
}
#let run(content) = for node in content { inline(node) }

#let tabel(block) = figure(
  kind: table,
  supplement: none,
  numbering: none,
  caption: block.caption,
  align(left, table(
    columns: if "widths" in block { block.widths.map(w => w * 1fr) } else { (1fr,) * block.header.len() },
    align: left,
    table.header(..block.header.map(cell => [#cell])),
    ..block.rows.map(row => row.enumerate().map(((i, cell)) => if i == 0 and block.headerColumn { strong(run(cell)) } else { [#run(cell)] })).flatten(),
  )),
)

#let blok(block) = {
  if block.type == "heading" { heading(level: block.level + 1, run(block.content)) }
  else if block.type == "paragraph" { par(run(block.content)) }
  else if block.type == "list" { if block.ordered { enum(..block.items.map(item => run(item))) } else { list(..block.items.map(item => run(item))) } }
  else if block.type == "quote" { quote(block: true, run(block.content)) }
  else if block.type == "image" { image(block.file, alt: block.alt, width: 100%) }
  else if block.type == "table" { tabel(block); if "note" in block { text(size: 9pt, fill: soft, block.note) } }
  else if block.type == "chart" {
    figure(kind: "grafiek", supplement: none, numbering: none, caption: block.title + " (" + block.unit + ")", align(left, image(bytes(block.svg), format: "svg", alt: block.alt, width: 88%)))
    tabel(block.table)
    if block.caveat != none { text(size: 9pt, fill: soft)[*#words.caveat:* #block.caveat #linebreak()] }
    text(size: 9pt, fill: soft)[#words.source: #block.source]
  }
}

#metadata((left: words.referenceDate + " " + doc.dayText + " · " + doc.shortHash, page: words.page, of: words.of)) <voet>
#heading(level: 1, doc.title)
#text(fill: soft, doc.kindLabel)
#if doc.meta.len() > 0 {
  v(0.4em)
  block(stroke: (left: 2pt + petrol), inset: (left: 10pt, y: 2pt), for (label, value) in doc.meta { par[#text(fill: soft)[#label:] #value] })
  v(0.6em)
}
#for block in doc.blocks { blok(block) }
#if doc.provenance.len() > 0 {
  heading(level: 2, words.provenance)
  set text(size: 9pt)
  for entry in doc.provenance {
    par(hanging-indent: 1.6em)[#box(width: 1.6em)[#entry.number] #entry.text#label("bron-" + str(entry.number))]
  }
}
#if doc.attach { pdf.attach("herkomst.json", bytes(doc.attachment), relationship: "data", mime-type: "application/json", description: words.attachment) }
`;
