# SPDX-License-Identifier: Apache-2.0
#
# What `cmake --install` puts where: command, library, header, rules, and the two descriptions by
# which other builds find the library (CMake package and pkg-config).

include(CMakePackageConfigHelpers)

set(dateline_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/dateline")
set(dateline_pkgconfig_modules "yaml-0.1 libpcre2-8 icu-i18n icu-uc jansson libxml-2.0 md4c")
set(dateline_pkgconfig_libs "-pthread -lm")

install(TARGETS libdateline EXPORT dateline-targets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT dateline-targets NAMESPACE dateline:: DESTINATION "${dateline_cmake_dir}")
if(TARGET dateline-cli)
    install(TARGETS dateline-cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

# pkg-config adds the private entries for static links only, and it takes every user of an archive
# for a dynamic link unless told otherwise. An archive therefore lists its needs openly.
if(BUILD_SHARED_LIBS)
    set(dateline_pc_requires "Requires.private: ${dateline_pkgconfig_modules}")
    set(dateline_pc_libs "-L\${libdir} -ldateline\nLibs.private: ${dateline_pkgconfig_libs}")
    set(dateline_pc_cflags "-I\${includedir}")
else()
    set(dateline_pc_requires "Requires: ${dateline_pkgconfig_modules}")
    set(dateline_pc_libs "-L\${libdir} -ldateline ${dateline_pkgconfig_libs}")
    set(dateline_pc_cflags "-I\${includedir} -DDATELINE_STATIC")
endif()
configure_file("${CMAKE_CURRENT_LIST_DIR}/dateline.pc.in" "${CMAKE_BINARY_DIR}/dateline.pc" @ONLY)
install(FILES "${CMAKE_BINARY_DIR}/dateline.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

configure_package_config_file(
    "${CMAKE_CURRENT_LIST_DIR}/dateline-config.cmake.in" "${CMAKE_BINARY_DIR}/dateline-config.cmake"
    INSTALL_DESTINATION "${dateline_cmake_dir}"
    PATH_VARS CMAKE_INSTALL_DATADIR)
write_basic_package_version_file("${CMAKE_BINARY_DIR}/dateline-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES
    "${CMAKE_BINARY_DIR}/dateline-config.cmake"
    "${CMAKE_BINARY_DIR}/dateline-config-version.cmake"
    DESTINATION "${dateline_cmake_dir}")

if(EXISTS "${dateline_public_header}")
    install(FILES "${dateline_public_header}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/dateline")
endif()
if(EXISTS "${dateline_rules_dir}")
    install(DIRECTORY "${dateline_rules_dir}/" DESTINATION "${CMAKE_INSTALL_DATADIR}/dateline/rules"
        PATTERN ".*" EXCLUDE
        PATTERN "*~" EXCLUDE)
endif()
if(EXISTS "${CMAKE_SOURCE_DIR}/docs/dateline.1")
    install(FILES "${CMAKE_SOURCE_DIR}/docs/dateline.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
endif()
install(FILES "${CMAKE_SOURCE_DIR}/LICENSE" "${CMAKE_SOURCE_DIR}/NOTICE"
    DESTINATION "${CMAKE_INSTALL_DOCDIR}")
