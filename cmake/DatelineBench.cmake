# SPDX-License-Identifier: Apache-2.0
#
# Target `bench`: one program per bench/*.c. They link the static library with its internals, and
# ICU and PCRE2, which they measure against.

file(GLOB dateline_bench_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/bench/*.c")
add_custom_target(bench)
foreach(source IN LISTS dateline_bench_sources)
    cmake_path(GET source STEM name)
    string(REGEX REPLACE "^bench_" "" name "${name}")
    add_executable(bench-${name} EXCLUDE_FROM_ALL "${source}")
    set_target_properties(bench-${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bench")
    target_include_directories(bench-${name} PRIVATE
        "${CMAKE_SOURCE_DIR}/include" "${CMAKE_SOURCE_DIR}/src")
    target_compile_definitions(bench-${name} PRIVATE DATELINE_VERSION="${PROJECT_VERSION}")
    target_link_libraries(bench-${name} PRIVATE
        dateline-internal dateline-build-flags ${dateline_dependencies})
    add_dependencies(bench bench-${name})
endforeach()
