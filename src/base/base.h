/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base: memory, strings, growable arrays, interning, diagnostics, UTF-8.
 *
 * Everything above this folder lives in an arena: one per rule set (freed with it), one per
 * document (reset between documents).  An arena asks a dtl_mem for its chunks, so that a caller
 * can bring its own allocator and a test can make the n-th allocation fail.
 *
 * Failure: an allocating function returns NULL or false; nothing here prints, exits or aborts.
 * Offsets into text are byte offsets, 0-based, uint32_t: a document is at most DTL_TEXT_MAX bytes.
 * Lines and columns are computed only when a message is printed; they are 1-based, and a column
 * counts code points.
 */
#ifndef DTL_BASE_H
#define DTL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Largest document or rule file, in bytes.  Keeps every offset inside 32 bits with room to add. */
#define DTL_TEXT_MAX 0x40000000u

typedef enum dtl_status {
    DTL_OK = 0,
    DTL_E_NOMEM, /* an allocation failed */
    DTL_E_IO,    /* the operating system refused a read or a write */
    DTL_E_UTF8,  /* not text: invalid UTF-8, NUL bytes, UTF-16 */
    DTL_E_INPUT, /* a document that cannot be understood (broken TimeML, bad date) */
    DTL_E_RULES, /* the rule set has errors; see the diagnostics */
    DTL_E_LIMIT, /* a named limit was passed */
    DTL_E_ARG    /* the caller passed something unusable */
} dtl_status;

/** An enumeration of one byte, for what is kept by the thousand: typedef enum DTL_BYTE name {...}
 */
#if defined(__GNUC__)
#define DTL_BYTE __attribute__((packed))
#else
#define DTL_BYTE
#endif

/* ---- allocator ---------------------------------------------------------------------------- */

/**
 * The allocator behind everything.  `resize` has realloc's contract, with the old size given:
 * ptr NULL allocates, size 0 frees and returns NULL.  Called from the thread that owns the object.
 */
typedef struct dtl_mem {
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t size);
    void *ctx;
} dtl_mem;

extern const dtl_mem dtl_mem_default; /* malloc, realloc, free */

void *dtl_alloc(const dtl_mem *mem, size_t size); /* zeroed; NULL on failure; size 0 gives NULL */
void dtl_free(const dtl_mem *mem, void *ptr, size_t size);

/* ---- arena -------------------------------------------------------------------------------- */

typedef struct dtl_arena_chunk dtl_arena_chunk;
#define DTL_HUGE_PAGE ((size_t)2 << 20)

typedef struct dtl_arena {
    const dtl_mem *mem;
    dtl_arena_chunk *head; /* chunk in use; older ones follow */
    unsigned char *at;     /* what is handed out next */
    size_t ready, left;    /* bytes from `at` on that are zero already; that the chunk has */
    size_t used;           /* bytes handed out since init or reset */
    size_t largest;        /* chunks grow to this many bytes */
} dtl_arena;
#define DTL_ARENA_ALIGN ((size_t) _Alignof(max_align_t))

void dtl_arena_init(dtl_arena *a, const dtl_mem *mem);
/** For one that is filled once with megabytes: chunks of a huge page (mem.c). */
void dtl_arena_init_large(dtl_arena *a, const dtl_mem *mem);
/** As dtl_arena_alloc, when what is ready does not do. */
void *dtl_arena_more(dtl_arena *a, size_t size);
/** Zeroed memory aligned for any type; NULL on failure.  size 0 gives a valid unique pointer. */
static inline void *dtl_arena_alloc(dtl_arena *a, size_t size) {
    size_t need = (size + (DTL_ARENA_ALIGN - 1)) & ~(DTL_ARENA_ALIGN - 1);
    if (need < size || need - 1 >= a->ready) /* 0 has to become something */
        return dtl_arena_more(a, size);
    void *p = a->at;
    a->at += need;
    a->ready -= need;
    a->left -= need;
    a->used += need;
    return p;
}
/** count * size, checked for overflow. */
void *dtl_arena_array(dtl_arena *a, size_t count, size_t size);
/** A NUL-terminated copy. */
char *dtl_arena_strndup(dtl_arena *a, const char *p, size_t n);
char *dtl_arena_printf(dtl_arena *a, const char *fmt, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
/** Forget everything but keep the largest chunk for the next document. */
void dtl_arena_reset(dtl_arena *a);
void dtl_arena_free(dtl_arena *a);

#define DTL_NEW(arena, type) ((type *)dtl_arena_alloc((arena), sizeof(type)))
#define DTL_NEW_ARRAY(arena, n, type) ((type *)dtl_arena_array((arena), (n), sizeof(type)))

/* ---- growable arrays ---------------------------------------------------------------------- */

/*
 * A vector is a struct {T *at; uint32_t n, cap;}.  Its storage is in an arena: growth copies and
 * leaves the old block to the arena (geometric growth, so at most twice the final size).
 *
 *     typedef DTL_VEC(int) ints;
 *     ints v = {0};
 *     if (!dtl_vec_push(arena, &v, 42)) return DTL_E_NOMEM;
 */
#define DTL_VEC(T)                                                                                 \
    struct {                                                                                       \
        T *at;                                                                                     \
        uint32_t n, cap;                                                                           \
    }
/* Grows *at (capacity *cap, in items of `size` bytes) so that one more fits.  false: no memory. */
bool dtl_vec_grow(dtl_arena *a, void **at, uint32_t n, uint32_t *cap, size_t size);
#define dtl_vec_reserve(arena, v)                                                                  \
    ((v)->n < (v)->cap ||                                                                          \
     dtl_vec_grow((arena), (void **)&(v)->at, (v)->n, &(v)->cap, sizeof *(v)->at))
#define dtl_vec_push(arena, v, item)                                                               \
    (dtl_vec_reserve((arena), (v)) ? ((v)->at[(v)->n++] = (item), true) : false)

/* ---- slices and string building ----------------------------------------------------------- */

/** Borrowed bytes; not NUL-terminated. */
typedef struct dtl_slice {
    const char *p;
    uint32_t n;
} dtl_slice;

dtl_slice dtl_slice_of(const char *nul_terminated);
bool dtl_slice_eq(dtl_slice a, dtl_slice b);
bool dtl_slice_is(dtl_slice a, const char *nul_terminated);

/** Growing output buffer.  A failed allocation sets `failed` and later writes do nothing. */
typedef struct dtl_buf {
    const dtl_mem *mem;
    char *at; /* NUL-terminated once anything was written; NULL before */
    size_t n, cap;
    bool failed;
} dtl_buf;

void dtl_buf_init(dtl_buf *b, const dtl_mem *mem);
void dtl_buf_free(dtl_buf *b);
/** As dtl_buf_put, when there may be no room. */
void dtl_buf_put_more(dtl_buf *b, const char *p, size_t n);
static inline void dtl_buf_put(dtl_buf *b, const char *p, size_t n) {
    if (b->failed || n >= b->cap - b->n) { /* cap 0, n 0: not even room for the NUL */
        dtl_buf_put_more(b, p, n);
        return;
    }
    if (n)
        memcpy(b->at + b->n, p, n);
    b->n += n;
    b->at[b->n] = '\0';
}
void dtl_buf_puts(dtl_buf *b, const char *s);
static inline void dtl_buf_putc(dtl_buf *b, char c) {
    dtl_buf_put(b, &c, 1);
}
/** The number in decimal, with zeros in front up to `width` digits (at most 20). */
void dtl_buf_number(dtl_buf *b, uint64_t v, unsigned width);
/** A place for n more bytes and the NUL behind them, or NULL when failed; see dtl_buf_wrote. */
char *dtl_buf_room(dtl_buf *b, size_t n);
/** Says how many bytes were written to what dtl_buf_room() gave. */
static inline void dtl_buf_wrote(dtl_buf *b, size_t n) {
    b->n += n;
    b->at[b->n] = '\0';
}
void dtl_buf_printf(dtl_buf *b, const char *fmt, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* ---- interning ---------------------------------------------------------------------------- */

/** Strings to dense ids 1, 2, 3 ...; 0 means "not there".  Keys are copied into the arena. */
typedef struct dtl_intern {
    dtl_arena *arena;
    uint32_t *slots; /* open addressing; id or 0 */
    uint32_t nslots, n;
    dtl_slice *keys;  /* keys[id] */
    uint32_t *hashes; /* hashes[id] */
    uint32_t cap;
} dtl_intern;

bool dtl_intern_init(dtl_intern *t, dtl_arena *arena);
/** The id of key, adding it when new; 0 on allocation failure. */
uint32_t dtl_intern_add(dtl_intern *t, const char *p, uint32_t n);
/** The id of key, or 0. */
uint32_t dtl_intern_find(const dtl_intern *t, const char *p, uint32_t n);
/** As dtl_intern_find with the hash already known (dtl_hash of the same bytes). */
uint32_t dtl_intern_find_hashed(const dtl_intern *t, const char *p, uint32_t n, uint32_t hash);
uint32_t dtl_hash(const char *p, size_t n); /* the same on every machine */

/* ---- UTF-8 -------------------------------------------------------------------------------- */

/** Offset of the first byte that is not valid UTF-8, or n. */
size_t dtl_utf8_check(const char *p, size_t n);
/** Decodes the code point at p[*i], i < n, valid UTF-8; advances *i. */
int32_t dtl_utf8_next(const char *p, size_t n, size_t *i);
/** Code points in p[0..n). */
size_t dtl_utf8_count(const char *p, size_t n);
/** Writes the UTF-8 of cp (valid scalar value) to out[4]; returns the length. */
unsigned dtl_utf8_put(int32_t cp, char out[4]);

/* ---- source files and diagnostics --------------------------------------------------------- */

/** A text that messages point into (a rule file, an article). */
typedef struct dtl_source {
    const char *name; /* as printed */
    const char *text;
    uint32_t len;
    uint32_t *lines; /* byte offset of each line start; built by dtl_source_init */
    uint32_t nlines;
} dtl_source;

bool dtl_source_init(dtl_source *s, dtl_arena *a, const char *name, const char *text, uint32_t len);
/** 1-based line and column (in code points) of a byte offset. */
void dtl_source_locate(const dtl_source *s, uint32_t offset, uint32_t *line, uint32_t *col);
/** Byte offset of a 0-based line and 0-based column in code points (libyaml's mark). */
uint32_t dtl_source_offset(const dtl_source *s, size_t line, size_t col);

typedef enum dtl_severity { DTL_NOTE, DTL_WARNING, DTL_ERROR } dtl_severity;

typedef struct dtl_diag {
    const char *code; /* "R203"; static or in the list's arena */
    dtl_severity severity;
    const dtl_source *source; /* NULL: no position */
    uint32_t start, end;      /* byte span; end >= start */
    const char *message;
    const char *label; /* printed under the caret; may be NULL */
    const char *hint;  /* printed after "= help:"; may be NULL */
} dtl_diag;

/** Diagnostics in the order found; keeps the first `DTL_DIAG_MAX`, counts the rest. */
#define DTL_DIAG_MAX 50
typedef struct dtl_diags {
    dtl_arena *arena;
    DTL_VEC(dtl_diag) list;
    uint32_t errors, warnings, dropped;
    bool failed; /* a message could not be stored: no memory */
} dtl_diags;

void dtl_diags_init(dtl_diags *d, dtl_arena *arena);
/** Adds a message; label and hint may be NULL; strings are copied. */
void dtl_diag_add(dtl_diags *d, dtl_severity severity, const char *code, const dtl_source *source,
                  uint32_t start, uint32_t end, const char *label, const char *hint,
                  const char *fmt, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 9, 10)))
#endif
    ;
/** Prints one as file:line:col: severity CODE: message, the line, a caret, label, help. */
void dtl_diag_print(const dtl_diag *d, dtl_buf *out, bool colour);
/** The candidate nearest to `word` by edit distance, or NULL when none is near (for did-you-mean).
 */
const char *dtl_nearest(const char *word, uint32_t len, const char *const *candidates, size_t n);

#endif
