#!/bin/sh
# Starts a backup of one Redis instance through the function's webhook and waits until it is verified, or fails.
#
#   BACKUP_URL=https://… BACKUP_TOKEN=… ci/backup.sh crs-xjhsdj12
#
# Asking again with the same key never makes a second backup, so whatever goes wrong on the way is simply asked again.
#
#   BACKUP_URL           the function's URL
#   BACKUP_TOKEN         one of WEBHOOK_SECRETS
#   BACKUP_KEY           names the run; default: the job of GitHub Actions or GitLab
#   BACKUP_REGION        region of the instance; default: the function's
#   BACKUP_RECENT_HOURS  a backup younger than this is enough; default: always make one
#   BACKUP_LIMIT         seconds to wait at most; default 900
#
# Exit status: 0 verified, or a recent one is enough; 1 refused, which no repetition changes; 2 not verified within the limit; 64 wrong usage.
set -eu

usage() {
  echo "backup: $1 (usage: BACKUP_URL=… BACKUP_TOKEN=… $0 crs-…)" >&2
  exit 64
}

[ $# -eq 1 ] || usage 'give one instance id'
instance=$1
[ -n "${BACKUP_URL:-}" ] || usage 'BACKUP_URL is not set'
[ -n "${BACKUP_TOKEN:-}" ] || usage 'BACKUP_TOKEN is not set'
command -v curl >/dev/null && command -v jq >/dev/null || usage 'curl and jq are needed'
limit=${BACKUP_LIMIT:-900}

# A re-run of a job is another run: who presses "retry" wants another backup.
if [ -n "${BACKUP_KEY:-}" ]; then key=$BACKUP_KEY
elif [ -n "${GITHUB_RUN_ID:-}" ]; then key="github-$GITHUB_RUN_ID-${GITHUB_RUN_ATTEMPT:-1}-${GITHUB_JOB:-job}-$instance"
elif [ -n "${CI_JOB_ID:-}" ]; then key="gitlab-$CI_JOB_ID-$instance"
else usage 'BACKUP_KEY is not set, and this is neither GitHub Actions nor GitLab'
fi

request=$(jq -nc --arg id "$instance" --arg region "${BACKUP_REGION:-}" --arg hours "${BACKUP_RECENT_HOURS:-}" '
  {InstanceId: $id, Wait: true}
  + (if $region == "" then {} else {Region: $region} end)
  + (if $hours == "" then {} else {SkipIfBackedUpWithinHours: ($hours | tonumber)} end)') ||
  usage 'BACKUP_RECENT_HOURS is not a number'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
began=$(date +%s)
said=

# One line that changes: in place on a terminal, in a log only when there is something new.
progress() {
  if [ -t 2 ]; then printf '\r\033[K%s: %s, %s s' "$instance" "$1" "$(($(date +%s) - began))" >&2
  elif [ "$1" != "$said" ]; then echo "$instance: $1" >&2
  fi
  said=$1
}

finish() {
  [ ! -t 2 ] || echo >&2
  echo "$instance: $2"
  exit "$1"
}

field() { jq -r "($1) // empty" "$folder/body" 2>/dev/null || true; }

# The token goes through a file that is ours alone: an argument would be in the list of processes.
(umask 077 && printf 'header = "Authorization: Bearer %s"\n' "$BACKUP_TOKEN" >"$folder/curl")

# The status, or 000 when there is no answer.
ask() {
  : >"$folder/body"
  : >"$folder/headers"
  curl -sS -K "$folder/curl" -X POST -m 120 -o "$folder/body" -D "$folder/headers" -w '%{http_code}' \
    -H 'Content-Type: application/json' -H 'Accept: application/json' -H "Idempotency-Key: $key" \
    -d "$request" "$BACKUP_URL" 2>"$folder/error" || true
}

while :; do
  status=$(ask)
  outcome=$(field '.Outcome // .outcome')
  pause=5
  case "$outcome" in
    verified) finish 0 "verified, backup $(field .BackupId), kept until $(field .ExpireTime)" ;;
    skipped) finish 0 "a recent one is enough: $(field .Reason), backup $(field .BackupId)" ;;
    failed) finish 1 "failed: $(field '.detail // .TaskMessage')" ;;
    accepted | adopted) progress "being made, task $(field .TaskId)" ;;
    *)
      # The function says whether asking again can help; the platform and gateways before it do not, and then their status
      # does: 43x is SCF's, for a function that was ended.
      case "$(field '.retryable | tostring')$status" in
        true* | 000 | 429 | 43? | 5?? | null000 | null429 | null43? | null5??) ;;
        *) finish 1 "$status: $(field .code) $(field .detail)" ;;
      esac
      wait=$(tr -d '\r' <"$folder/headers" | sed -n 's/^[Rr]etry-[Aa]fter: \([0-9][0-9]*\)$/\1/p')
      pause=${wait:-$pause}
      [ "$pause" -le 30 ] || pause=30
      if [ "$status" = 000 ]; then progress 'no answer, asking again'
      else progress "$status $(field .code), asking again"
      fi
      ;;
  esac
  left=$((limit - ($(date +%s) - began)))
  [ "$left" -gt 0 ] || finish 2 "not verified within $limit s; the run goes on under the key $key"
  [ "$pause" -le "$left" ] || pause=$left
  sleep "$pause"
done
