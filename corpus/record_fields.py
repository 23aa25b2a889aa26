"""The types and fields of CSL-JSON 1.0.2, by the shape that a field's value has."""

TYPES = frozenset(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter "
    "classic collection dataset document entry entry-dictionary entry-encyclopedia event figure "
    "graphic hearing interview legal_case legislation manuscript map motion_picture musical_score "
    "pamphlet paper-conference patent performance periodical personal_communication post "
    "post-weblog regulation report review review-book software song speech standard thesis treaty "
    "webpage".split()
)
NAMES = frozenset(
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editorial-director executive-producer guest host illustrator interviewer "
    "narrator organizer original-author performer producer recipient reviewed-author "
    "script-writer series-creator translator".split()
)
DATES = frozenset("accessed available-date event-date issued original-date submitted".split())
TEXTS = frozenset(
    "DOI ISBN ISSN PMCID PMID URL abstract annote archive archive-place archive_collection "
    "archive_location authority call-number chapter-number citation-key citation-label "
    "citation-number collection-number collection-title container-title container-title-short "
    "dimensions division edition event event-place event-title first-reference-note-number genre "
    "id issue journalAbbreviation jurisdiction keyword language locator medium note number "
    "number-of-pages number-of-volumes original-publisher original-publisher-place original-title "
    "page page-first part part-title printing publisher publisher-place references "
    "reviewed-genre reviewed-title scale section shortTitle source status supplement title "
    "title-short version volume volume-title volume-title-short year-suffix".split()
)
OTHERS = frozenset({"type", "categories", "custom"})
FIELDS = NAMES | DATES | TEXTS | OTHERS
NAME_PARTS = frozenset(
    "family given literal suffix dropping-particle non-dropping-particle comma-suffix "
    "static-ordering parse-names".split()
)
