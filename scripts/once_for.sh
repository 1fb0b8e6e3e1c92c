# To be sourced. Runs a command unless it has already succeeded for these very files.
once_for() { # once_for STAMP FILE... -- COMMAND...
    local stamp=$1 files=() sum
    shift
    while [[ $1 != -- ]]; do files+=("$1"); shift; done
    shift
    sum=$(sha256sum "${files[@]}")
    [[ -f $stamp && $(<"$stamp") == "$sum" ]] && return
    "$@"
    printf '%s\n' "$sum" >"$stamp"
}
