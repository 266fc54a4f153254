#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A Slurm cluster of this machine alone, for as long as the script runs: an array job extracts the
# shards of a corpus, a second job that waits for it merges what they wrote. Everything of the
# cluster lies in a temporary folder. Needs root, because munged and slurmd change users.
# shellcheck source=tests/scale/lib.sh
. "$(dirname "$0")/lib.sh"

for command in sbatch slurmctld slurmd munged; do
    command -v "$command" >/dev/null || skip "$command is not installed (Debian: slurm-wlm)"
done
[ "$(id -u)" -eq 0 ] || skip "a cluster of one's own needs root"
shards=${SHARDS:-8}

# --- The cluster -----------------------------------------------------------------------------

chmod 755 "$work"
host=$(hostname -s)
mkdir -p "$work/munge" "$work/state" "$work/spool"
head -c 1024 /dev/urandom >"$work/munge/key"
chown -R munge "$work/munge"
chmod 755 "$work/munge"
chmod 400 "$work/munge/key"
cat >"$work/slurm.conf" <<END
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MinJobAge=600
ReturnToService=2
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF=$work/slurm.conf

stop_cluster() {
    local pids=()
    for name in slurmd slurmctld; do
        [ ! -s "$work/$name.pid" ] || pids+=("$(cat "$work/$name.pid")")
    done
    [ ! -s "$work/munge/pid" ] || pids+=("$(cat "$work/munge/pid")")
    [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}"
    for _ in $(seq 50); do
        kill -0 "${pids[@]}" 2>/dev/null || break
        sleep 0.1
    done
}
cleanup+=(stop_cluster)

runuser -u munge -- munged --force --key-file="$work/munge/key" --socket="$work/munge/socket" \
    --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed"
slurmctld
slurmd -N "$host"
for _ in $(seq 100); do
    [ "$(sinfo -h -o %T 2>/dev/null)" != idle ] || break
    sleep 0.2
done
[ "$(sinfo -h -o %T)" = idle ] || {
    tail -n 5 "$work"/slurm*.log >&2
    fail "the cluster did not start"
}

# --- The corpus ------------------------------------------------------------------------------

make_corpus
"$bin" extract -q -f jsonl "$work/rows.jsonl" >"$work/one.jsonl"
split -n "l/$shards" -d -a 4 --additional-suffix=.jsonl "$work/rows.jsonl" "$work/shard."

# A shard's output appears when it is whole: -o writes beside it and renames. Exit status 1 means
# that rows failed, which their `error` says; it is no reason to stop.
cat >"$work/map.sh" <<END
#!/bin/bash
shard=\$(printf '%s/shard.%04d.jsonl' "$work" "\$SLURM_ARRAY_TASK_ID")
"$bin" extract -q -f jsonl --jobs 1 -o "\${shard/shard/out}" "\$shard" || [ \$? -eq 1 ]
END
if "$bin" help merge >/dev/null 2>&1; then
    reduce="\"$bin\" merge -q -o \"$work/merged.yaml\" \"$work/all.jsonl\""
else
    reduce=true
fi
cat >"$work/reduce.sh" <<END
#!/bin/bash
set -e
cat "$work"/out.*.jsonl >"$work/all.jsonl"
wc -l <"$work/all.jsonl" >"$work/count"
$reduce
END

# --- Map, then reduce ------------------------------------------------------------------------

start=$(now)
array=$(sbatch --parsable --array="0-$((shards - 1))" --output="$work/map.%a.log" "$work/map.sh")
sbatch --parsable --dependency="afterok:$array" --output="$work/reduce.log" --wait "$work/reduce.sh" \
    >"$work/id" || {
    cat "$work"/map.*.log "$work/reduce.log" >&2
    fail "a job failed"
}
took "Slurm, $shards shards, map and reduce" "$start"

[ "$(cat "$work/count")" -eq "$rows" ] || fail "$(cat "$work/count") rows came back of $rows"
cmp "$work/one.jsonl" "$work/all.jsonl" || fail "the cluster gives other bytes than one process"
if [ -e "$work/merged.yaml" ]; then
    "$bin" merge -q -o "$work/merged.one.yaml" "$work/one.jsonl"
    cmp "$work/merged.one.yaml" "$work/merged.yaml" || fail "the merge of the cluster differs"
    echo "merged: $(grep -c '^- id: e' "$work/merged.yaml") entries"
fi
