/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ring between the source, the workers and the writer.
 *
 * Items are numbered as they are read.  filled, taken and written count them; an item lies at its
 * number modulo the size of the ring, and is written when its turn comes, so the output has the
 * order of the input whatever the number of workers.  The source waits while the ring is full or
 * holds more than IN_FLIGHT_MAX bytes: memory grows with neither the input nor a slow reader.
 *
 * The main thread writes, shows progress and is told of signals, through a flag and a pipe that
 * also wakes the source.  An interrupted run writes what is finished up to the first row that is
 * not, and no part of a row.  With -o the file is then left as it was.
 */
#include "jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#define SLOTS_PER_JOB 16
#define IN_FLIGHT_MAX ((size_t)64 << 20)
#define TICK_MS 200
#define CODE_SIGNAL 128 /* exit codes of shells: 128 + the signal */

typedef struct pool {
    const jobs_settings *s;
    jobs_source *source;
    pthread_mutex_t lock;
    pthread_cond_t room, work, finished;
    jobs_item *ring;
    size_t slots;
    uint64_t filled, taken, written;
    size_t in_flight; /* bytes */
    bool ended, stop, no_memory;
    int wake[2]; /* a byte in it ends all waiting of the source */
    pthread_t reader, *workers;
    unsigned nworkers;
    bool reading;
    /* of the writer */
    cli_output out;
    uint64_t rows, failures, bytes, total;
    struct timespec start, shown;
    bool shows, visible;
} pool;

/* A signal handler reaches nothing else. */
static volatile sig_atomic_t caught;
static volatile sig_atomic_t wake_fd = -1;

static void on_signal(int number) {
    int saved = errno;
    caught = number;
    if (wake_fd >= 0 && write(wake_fd, "", 1) < 0)
        caught = number; /* the pipe is full: the source is awake */
    errno = saved;
}

/* ---- threads --------------------------------------------------------------------------------- */

static bool is_full(const pool *p) {
    return p->filled - p->written >= p->slots ||
           (p->in_flight > IN_FLIGHT_MAX && p->filled > p->written);
}

static void *read_items(void *context) {
    pool *p = context;
    for (;;) {
        jobs_item item;
        pthread_mutex_lock(&p->lock);
        while (is_full(p) && !p->stop)
            pthread_cond_wait(&p->room, &p->lock);
        bool stop = p->stop;
        pthread_mutex_unlock(&p->lock);
        jobs_next next = stop ? JOBS_STOPPED : jobs_source_next(p->source, p->wake[0], &item);
        pthread_mutex_lock(&p->lock);
        if (next == JOBS_ITEM) {
            p->ring[p->filled++ % p->slots] = item;
            p->in_flight += item.n;
            pthread_cond_signal(&p->work);
        } else {
            p->ended = true;
            p->no_memory |= next == JOBS_NOMEM;
            pthread_cond_broadcast(&p->work);
            pthread_cond_signal(&p->finished);
        }
        pthread_mutex_unlock(&p->lock);
        if (next != JOBS_ITEM)
            return NULL;
    }
}

static void *work(void *context) {
    pool *p = context;
    dateline_context *ctx = dateline_context_new(p->s->rules);
    pthread_mutex_lock(&p->lock);
    while (ctx) {
        while (p->taken == p->filled && !p->ended && !p->stop)
            pthread_cond_wait(&p->work, &p->lock);
        if (p->stop || p->taken == p->filled)
            break;
        jobs_item *item = &p->ring[p->taken++ % p->slots];
        pthread_mutex_unlock(&p->lock);
        jobs_work(p->s, ctx, item);
        free(item->bytes);
        item->bytes = NULL;
        pthread_mutex_lock(&p->lock);
        p->no_memory |= !item->out;
        item->done = true;
        pthread_cond_signal(&p->finished);
    }
    if (!ctx) {
        p->no_memory = true;
        pthread_cond_signal(&p->finished);
    }
    pthread_mutex_unlock(&p->lock);
    dateline_context_free(ctx);
    return NULL;
}

/* Signals go to the main thread only. */
static bool start_threads(pool *p) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool good = pthread_create(&p->reader, NULL, read_items, p) == 0;
    p->reading = good;
    while (good && p->nworkers < p->s->jobs) {
        if (pthread_create(&p->workers[p->nworkers], NULL, work, p) != 0)
            break;
        p->nworkers++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (good && p->nworkers > 0)
        return true;
    cli_complain("threads cannot be started");
    return false;
}

static void stop_threads(pool *p) {
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->room);
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    if (write(p->wake[1], "", 1) < 0)
        p->stop = true; /* the pipe is full: the source is awake */
    for (unsigned i = 0; i < p->nworkers; i++)
        pthread_join(p->workers[i], NULL);
    if (p->reading)
        pthread_join(p->reader, NULL);
}

/* ---- progress -------------------------------------------------------------------------------- */

static double since(const struct timespec *then) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

static void hide(pool *p) {
    if (p->visible)
        fputs("\r\033[K", stderr);
    p->visible = false;
}

static void show(pool *p) {
    if (!p->shows || since(&p->shown) < TICK_MS / 1000.0)
        return;
    clock_gettime(CLOCK_MONOTONIC, &p->shown);
    double seconds = since(&p->start);
    double speed = seconds > 0 ? (double)p->bytes / seconds : 0;
    fprintf(stderr, "\r\033[K%" PRIu64 " rows, %" PRIu64 " failed, %.0f rows/s, %.2f MB/s", p->rows,
            p->failures, seconds > 0 ? (double)p->rows / seconds : 0, speed / 1e6);
    if (p->total > p->bytes && speed > 0) {
        double left = (double)(p->total - p->bytes) / speed;
        fprintf(stderr, ", %.0f:%02d left",
                left / 60 - 0.5 > 0 ? (double)(int64_t)(left / 60) : 0.0,
                (int)((int64_t)left % 60));
    }
    fflush(stderr);
    p->visible = true;
}

static void sum_up(pool *p) {
    hide(p);
    if (p->shows)
        fprintf(stderr, "%" PRIu64 " rows, %" PRIu64 " failed, %.1f s\n", p->rows, p->failures,
                since(&p->start));
    else if (p->failures > 0 && !p->s->quiet)
        cli_complain("%" PRIu64 " of %" PRIu64 " rows failed: they have `error`", p->failures,
                     p->rows);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void write_item(pool *p, jobs_item *item) {
    if (p->visible && !p->out.path && isatty(STDOUT_FILENO))
        hide(p);
    cli_output_write(&p->out, item->out, item->out_n);
    free(item->out);
    item->out = NULL;
    p->rows++;
    p->failures += item->failed;
    p->bytes += item->length;
}

/* The moment TICK_MS from now, in the clock of condition variables. */
static struct timespec next_tick(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += TICK_MS * 1000000L;
    if (t.tv_nsec >= 1000000000L) {
        t.tv_nsec -= 1000000000L;
        t.tv_sec++;
    }
    return t;
}

/* Writes finished items in their order until all are through or something stops it. */
static void write_items(pool *p) {
    pthread_mutex_lock(&p->lock);
    while (!p->out.failed && !p->no_memory && !caught) {
        jobs_item *item = &p->ring[p->written % p->slots];
        if (p->written < p->filled && item->done) {
            jobs_item mine = *item;
            pthread_mutex_unlock(&p->lock);
            write_item(p, &mine);
            show(p);
            pthread_mutex_lock(&p->lock);
            item->out = NULL;
            p->in_flight -= mine.n;
            p->written++;
            pthread_cond_signal(&p->room);
        } else if (p->ended && p->written == p->filled) {
            break;
        } else {
            struct timespec tick = next_tick();
            pthread_cond_timedwait(&p->finished, &p->lock, &tick);
            show(p);
        }
    }
    pthread_mutex_unlock(&p->lock);
}

/* What was finished when a signal came; then everything that is left is let go. */
static void drain(pool *p) {
    bool whole = caught && !p->out.failed && !p->no_memory;
    for (; p->written < p->filled; p->written++) {
        jobs_item *item = &p->ring[p->written % p->slots];
        whole = whole && item->done && !p->out.failed;
        if (whole)
            write_item(p, item);
        free(item->out);
        free(item->bytes);
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool open_pool(pool *p) {
    p->slots = (size_t)p->s->jobs * SLOTS_PER_JOB;
    p->ring = calloc(p->slots, sizeof *p->ring);
    p->workers = calloc(p->s->jobs, sizeof *p->workers);
    if (!p->ring || !p->workers) {
        cli_complain("out of memory");
        return false;
    }
    if (pipe(p->wake) != 0) {
        cli_complain("cannot open a pipe: %s", strerror(errno));
        p->wake[0] = p->wake[1] = -1;
        return false;
    }
    fcntl(p->wake[1], F_SETFL, O_NONBLOCK);
    return cli_output_open(&p->out, p->s->output);
}

static void close_pool(pool *p) {
    for (int i = 0; i < 2; i++)
        if (p->wake[i] >= 0)
            close(p->wake[i]);
    free(p->ring);
    free(p->workers);
}

/* A second signal of the same kind ends the program at once. */
static void catch_signals(int fd) {
    struct sigaction action = {.sa_handler = on_signal,
                               .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
    sigemptyset(&action.sa_mask);
    wake_fd = fd;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    /* A reader that goes away is told by the write, so that the end is the same under any parent.
     */
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, NULL);
}

static int finish(pool *p) {
    bool pipe_closed = p->out.failed && p->out.closed;
    if (p->no_memory)
        cli_complain("out of memory");
    if (caught && p->out.path) {
        cli_output_abandon(&p->out);
        return CODE_SIGNAL + caught;
    }
    if (p->no_memory) {
        cli_output_abandon(&p->out);
        return EXIT_TROUBLE;
    }
    if (!cli_output_commit(&p->out))
        return pipe_closed || p->out.closed ? CODE_SIGNAL + SIGPIPE : EXIT_TROUBLE;
    if (caught)
        return CODE_SIGNAL + caught;
    return p->failures > 0 ? EXIT_DIFFERENT : EXIT_GOOD;
}

int jobs_run(const jobs_settings *s, jobs_source *source) {
    pool p = {.s = s, .source = source, .wake = {-1, -1}};
    json_object_seed(0); /* before there are threads */
    if (!open_pool(&p)) {
        close_pool(&p);
        return EXIT_TROUBLE;
    }
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.room, NULL);
    pthread_cond_init(&p.work, NULL);
    pthread_cond_init(&p.finished, NULL);
    clock_gettime(CLOCK_MONOTONIC, &p.start);
    p.shown = p.start;
    p.total = jobs_source_size(source);
    p.shows = !s->quiet && isatty(STDERR_FILENO);
    catch_signals(p.wake[1]);
    bool started = start_threads(&p);
    if (started)
        write_items(&p);
    stop_threads(&p);
    wake_fd = -1;
    drain(&p);
    sum_up(&p);
    int code = EXIT_TROUBLE;
    if (started)
        code = finish(&p);
    else
        cli_output_abandon(&p.out);
    pthread_cond_destroy(&p.finished);
    pthread_cond_destroy(&p.work);
    pthread_cond_destroy(&p.room);
    pthread_mutex_destroy(&p.lock);
    close_pool(&p);
    return code;
}
