#!/usr/bin/env bash
# The command line. Built when a source is newer than what was built; the build speaks on stderr only.
set -euo pipefail
root="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
program="$root/src/CdsOncoPharm.Cli/bin/Release/net10.0/cds.dll"
if [[ ! -f "$program" || -n "$(find "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" \
      \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' \) -not -path '*/obj/*' -newer "$program" -print -quit)" ]]; then
  echo "Building the command line; the first time takes a few minutes." >&2
  dotnet build "$root/src/CdsOncoPharm.Cli" -c Release -nologo -v quiet -clp:NoSummary >&2
  touch "$program"
fi
exec dotnet "$program" "$@"
