/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text: bytes in, sentences of tokens out.
 *
 * Input formats (plain text, TimeML, HTML, Markdown) become one UTF-8 text plus a map from text
 * offsets to offsets in the input as given.  Tokens are numbered through the whole document; a
 * sentence is a range of tokens.  The tokeniser is part of the rule language's specification:
 *
 *   word     letters, then letters and digits (Q3, MH17); inner points of an abbreviation (U.S.,
 *            p.m., Ph.D.), of a domain (example.com); inner apostrophe (o'clock), inner & (AT&T)
 *   clitic   split as in the Penn Treebank: Putin + 's, they + 're, do + n't, workers + '
 *   number   digits with a thousands comma or one decimal point: 1,500 and 3.5; a second point
 *            splits all (15.8.2025 is five tokens); letters after digits are a glued token of their
 *            own (5 + pm, 1990 + s) but for ordinals (2nd)
 *   stop     a known abbreviation, an initial before a name (J. Smith) and a word with inner points
 *            keep their full stop, also at the end of a sentence: DTL_TOK_ABBREV
 *   address  a URL (with scheme or www.) or an e-mail address is one token, neither ALPHA nor DIGIT
 *   other    hyphens, slashes, colons, currency signs, # % @, quotes are tokens of one character
 *            (40 - minute, 3 : 30, 2025 - 08 - 15, $ + 5); `` and '' and runs of the same one of
 *            . - _ = * ~ + are one token
 *
 * Scripts without spaces are cut by ICU.  Rule files go through the same code
 * (dtl_tokenise_phrase). Knows nothing of what the rules mean; takes abbreviations and vocabulary
 * from the rule set.
 */
#ifndef DTL_TEXT_H
#define DTL_TEXT_H

#include "base/base.h"
#include "calendar/calendar.h"

struct dtl_rules;
/** Words met before and what was found out about them; see dtl_word_cache_new. */
typedef struct dtl_word_cache dtl_word_cache;

/** Token flags. */
enum {
    DTL_TOK_TITLE = 1u << 0, /* first letter upper case, rest not all upper */
    DTL_TOK_UPPER = 1u << 1, /* all letters upper case, two letters or more */
    DTL_TOK_ALPHA = 1u << 2, /* starts with a letter */
    DTL_TOK_DIGIT = 1u << 3, /* all digits (and inner , .) */
    DTL_TOK_HASDIGIT = 1u << 4,
    DTL_TOK_PUNCT = 1u << 5,
    DTL_TOK_GLUED = 1u << 6,    /* no white space between this and the token before */
    DTL_TOK_FIRST = 1u << 7,    /* first token of its sentence */
    DTL_TOK_ABBREV = 1u << 8,   /* keeps its full stop */
    DTL_TOK_QUOTED = 1u << 9,   /* inside quotation marks that open and close in the paragraph */
    DTL_TOK_NEWLINE = 1u << 10, /* a line break stands before it */
    DTL_TOK_ADDRESS = 1u << 11, /* a URL or an e-mail address: no word, whatever its letters are */
    DTL_TOK_HIGH = 1u << 12     /* has code points above ASCII */
};

#define DTL_TOKEN_MAX 256 /* bytes; longer runs are cut into glued tokens */

typedef struct dtl_token {
    uint32_t start, end; /* bytes in dtl_document.text */
    uint32_t word;       /* id of the folded form in the rule set's vocabulary; 0: not in it.
                            With DTL_TOK_ABBREV: of the form without its final stop */
    uint32_t lemma;      /* id of the lemma in that vocabulary; 0: not in it */
    uint32_t hash;       /* dtl_hash of the folded form: compares words outside the vocabulary */
    uint32_t sentence;
    uint32_t known; /* number of its spelling in the word cache, 0: not there; figures share some */
    uint16_t flags;
    uint8_t pos;  /* enum dtl_pos, text/tagger.h */
    uint8_t upos; /* enum dtl_upos: tells auxiliaries from verbs */
} dtl_token;

typedef struct dtl_sentence {
    uint32_t first, end; /* tokens [first, end) */
    uint32_t paragraph;  /* 0-based; paragraph 0 is the title when has_title */
    bool quoted;         /* lies inside a quotation as a whole */
} dtl_sentence;

typedef struct dtl_offset {
    uint32_t text, input;
} dtl_offset;

/** One document, in its arena.  The text is borrowed or in the arena; both outlive the document. */
typedef struct dtl_document {
    dtl_arena *arena;
    const char *text; /* UTF-8, valid, no NUL */
    uint32_t len;
    const char *folded; /* use dtl_token_folded(): a token in its folded form already is not here */
    dtl_token *tokens;
    uint32_t ntokens;
    dtl_sentence *sentences;
    uint32_t nsentences;
    uint32_t *fold_at; /* [ntokens + 1] offsets in `folded`; an empty piece: the text is folded */
    bool has_title;    /* first line is a headline (no sentence end, blank line after) */
    dtl_slice title;
    dtl_slice outlet; /* who published it, where the input says so, or empty */
    dtl_slice id;     /* from the input, or empty */
    bool has_dct;
    dtl_timex dct;        /* creation time found in the input; --date wins over it */
    dtl_slice dct_source; /* where it came from, for the output: "timeml:DCT" */
    const char *note;     /* what the reader of the input has to be told; NULL: nothing */
    /* text offset -> input offset, piecewise linear, ascending; empty: identical */
    DTL_VEC(dtl_offset) map;
    dtl_word_cache *cache; /* borrowed; NULL: every word is looked at anew, which is slower */
} dtl_document;

dtl_slice dtl_token_text(const dtl_document *d, uint32_t token);
/** Whether the text of a token is a hyphen or a dash of any length. */
bool dtl_is_dash(dtl_slice token);
dtl_slice dtl_token_folded(const dtl_document *d, uint32_t token);
/** Bytes from the first to the last token of [first, end). */
dtl_slice dtl_tokens_text(const dtl_document *d, uint32_t first, uint32_t end);
/** Where the byte at text_offset stands in the input. */
uint32_t dtl_input_offset(const dtl_document *d, uint32_t text_offset);
/** Where a span that ends before text_end ends in the input: markup that follows is left out. */
uint32_t dtl_input_end(const dtl_document *d, uint32_t text_end);

/* ---- folding and phrases, shared with the rule loader --------------------------------------- */

/**
 * Case-folded form of p[0..n), valid UTF-8: Unicode full case folding and NFC, typographic
 * apostrophes as ', soft hyphens dropped.  Borrows p where nothing changes.  false: no memory.
 */
bool dtl_fold(dtl_arena *arena, const char *p, uint32_t n, dtl_slice *ret);

/**
 * The abbreviations of a language: DTL_WORD_* flags (rules.h) by the word id of the folded form
 * without its final stop ("mr", "u.s").  A loader fills these before it tokenises any phrase.
 */
typedef struct dtl_abbrevs {
    const dtl_intern *words; /* NULL: none known */
    const uint8_t *flags;    /* per word id; ids from nflags on have none */
    uint32_t nflags;
} dtl_abbrevs;

typedef struct dtl_phrase_word {
    dtl_slice folded;    /* as the vocabulary wants it: without the final stop of an abbreviation */
    uint32_t start, end; /* bytes in the phrase */
    uint16_t flags;      /* DTL_TOK_*: TITLE and UPPER tell written capitals, GLUED as in a text */
} dtl_phrase_word;

typedef struct dtl_phrase {
    dtl_phrase_word *words; /* in the arena */
    uint32_t n;
} dtl_phrase;

/**
 * Tokenises a lexicon form or the words of a pattern exactly as a document is tokenised ("it's" is
 * two words, "Aug." is the word "aug" when aug is an abbreviation).  `p` is valid UTF-8 and is
 * borrowed.  abbrevs may be NULL.  DTL_OK, DTL_E_NOMEM, or DTL_E_LIMIT when longer than
 * DTL_TEXT_MAX.
 */
dtl_status dtl_tokenise_phrase(dtl_arena *arena, const dtl_abbrevs *abbrevs, const char *p,
                               uint32_t n, dtl_phrase *ret);

typedef enum dtl_format {
    DTL_FORMAT_AUTO,
    DTL_FORMAT_PLAIN,
    DTL_FORMAT_TIMEML,
    DTL_FORMAT_HTML,
    DTL_FORMAT_MARKDOWN
} dtl_format;

/**
 * Reads an input document.  Plain text, TimeML and Markdown are checked to be UTF-8 without NUL and
 * lose a BOM; HTML is decoded as a browser does.  Text, title, id and date of publication come out
 * of what the format has for them.  AUTO looks at the first bytes (a document type, <html>, an XML
 * declaration, <TimeML>); all else is plain text.  The document borrows `bytes` where it can.
 * On failure fills *ret_message (in the arena) and *ret_offset (byte in the input).
 */
dtl_status dtl_document_read(dtl_document *d, dtl_arena *arena, const char *bytes, size_t n,
                             dtl_format format, const char **ret_message, size_t *ret_offset);
/**
 * The format by the first bytes, then by the ending of the file's name, which may be NULL (html,
 * htm, xhtml, md, markdown, tml, timeml).  AUTO: nothing tells.
 */
dtl_format dtl_format_of(const char *bytes, size_t n, const char *name);
/**
 * Memory that makes the analysis of documents several times faster and changes no result: some
 * eight megabytes at most, for one thread and one rule set.  NULL: no memory.
 */
dtl_word_cache *dtl_word_cache_new(const dtl_mem *mem);
void dtl_word_cache_free(dtl_word_cache *cache); /* NULL is fine */
/** How often the numbers of words (dtl_token.known, below DTL_KNOWN_NUMBERS) have begun anew. */
uint32_t dtl_word_cache_round(const dtl_word_cache *cache);
#define DTL_KNOWN_NUMBERS 32768u

/** Sentences and tokens, words looked up in the rule set's vocabulary. */
dtl_status dtl_document_split(dtl_document *d, const struct dtl_rules *rules);
/** Parts of speech and lemmas of a document that was split. */
void dtl_document_tag(dtl_document *d, const struct dtl_rules *rules);
/** Both. */
dtl_status dtl_document_analyse(dtl_document *d, const struct dtl_rules *rules);

#endif
