# SPDX-License-Identifier: Apache-2.0
#
# Compiler and linker flags, carried by the interface target dateline-build-flags. They are used
# for everything built here and are not passed on to programs that link the installed library.

include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)

add_library(dateline-build-flags INTERFACE)
target_compile_definitions(dateline-build-flags INTERFACE _POSIX_C_SOURCE=200809L)

# Keeps the build machine's folders out of __FILE__ and debug information, so that the same
# sources give the same binary anywhere.
target_compile_options(dateline-build-flags INTERFACE
    "$<$<COMPILE_LANGUAGE:C>:-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=>")

set(dateline_warnings
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
    -Wundef -Wvla -Wimplicit-fallthrough -Wformat=2 -Wnull-dereference)
if(DATELINE_WERROR)
    list(APPEND dateline_warnings -Werror)
endif()
target_compile_options(dateline-build-flags INTERFACE
    "$<$<COMPILE_LANGUAGE:C>:${dateline_warnings}>")

if(DATELINE_SANITIZE)
    set(dateline_sanitizer_flags
        "-fsanitize=${DATELINE_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_compile_options(dateline-build-flags INTERFACE ${dateline_sanitizer_flags})
    target_link_options(dateline-build-flags INTERFACE ${dateline_sanitizer_flags})
endif()

if(DATELINE_COVERAGE)
    target_compile_options(dateline-build-flags INTERFACE --coverage -fprofile-update=atomic)
    target_link_options(dateline-build-flags INTERFACE --coverage)
endif()

if(DATELINE_HARDEN AND NOT DATELINE_SANITIZE)
    # Some compilers predefine _FORTIFY_SOURCE; redefining it would warn.
    target_compile_options(dateline-build-flags INTERFACE
        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
    foreach(flag IN ITEMS -fstack-clash-protection -fcf-protection)
        string(MAKE_C_IDENTIFIER "dateline_has${flag}" result)
        check_c_compiler_flag(${flag} ${result})
        if(${result})
            target_compile_options(dateline-build-flags INTERFACE ${flag})
        endif()
    endforeach()
    if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
        target_link_options(dateline-build-flags INTERFACE -Wl,-z,relro -Wl,-z,now)
    endif()
endif()

# Link-time optimisation is used with GCC, which can write objects that hold machine code too:
# the installed archive then works with any compiler.
if(DATELINE_LTO AND CMAKE_C_COMPILER_ID STREQUAL "GNU")
    include(CheckIPOSupported)
    check_ipo_supported(RESULT dateline_ipo LANGUAGES C OUTPUT dateline_ipo_output)
    if(dateline_ipo)
        set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
        target_compile_options(dateline-build-flags INTERFACE -ffat-lto-objects)
    endif()
endif()
