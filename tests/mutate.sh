#!/usr/bin/env bash
# Changes one threshold, comparison, window or switch of the criteria, definitions and risk factors at a time and lists what no worked
# patient of cds-services/care-level/cases notices. Not part of ./test. An argument restricts it to files whose name holds it.
set -euo pipefail
cd "$(dirname "$0")/.."
export CDS_MUTATE="${1:-all}" CDS_MUTATE_REPORT="${CDS_MUTATE_REPORT:-$PWD/TestResults/mutations.txt}"
mkdir -p "$(dirname "$CDS_MUTATE_REPORT")"
status=0
dotnet test tests/CdsOncoPharm.Engine.Tests --nologo --filter FullyQualifiedName~Mutations "${@:2}" >/dev/null || status=$?
cat "$CDS_MUTATE_REPORT"
exit "$status"
