# SPDX-License-Identifier: Apache-2.0
#
# The first python3 on PATH is often one that lacks Debian's modules, so the interpreter is chosen
# by what it can import.

# dateline_find_python(out): sets `out` in the cache to an interpreter with yaml and jsonschema.
function(dateline_find_python out)
    if(${out} AND EXISTS "${${out}}")
        return()
    endif()
    find_program(dateline_path_python NAMES python3 python NO_CACHE)
    foreach(candidate IN ITEMS "/usr/bin/python3" "${dateline_path_python}")
        if(candidate AND EXISTS "${candidate}")
            execute_process(COMMAND "${candidate}" -c "import yaml, jsonschema"
                RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
            if(NOT failed)
                set(${out} "${candidate}" CACHE FILEPATH "Python with yaml and jsonschema, for tests")
                return()
            endif()
        endif()
    endforeach()
    message(FATAL_ERROR
        "The tests need a python3 that can import yaml and jsonschema. Install it with\n"
        "  sudo apt-get install python3 python3-yaml python3-jsonschema\n")
endfunction()
