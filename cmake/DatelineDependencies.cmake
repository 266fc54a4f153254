# SPDX-License-Identifier: Apache-2.0
#
# Finds the libraries dateline stands on. What is missing is collected first, so that one run
# names every package that has to be installed.

set(dateline_missing "")

# dateline_find(NAME pkg-config-module debian-package): defines PkgConfig::NAME.
macro(dateline_find name module package)
    pkg_check_modules(${name} QUIET IMPORTED_TARGET ${module})
    if(NOT ${name}_FOUND)
        list(APPEND dateline_missing "${package}")
        message(NOTICE "dateline: ${module} was not found; on Debian it is in the package ${package}")
    endif()
endmacro()

# Stops the configuration when a package is missing.
macro(dateline_stop_if_missing)
    if(dateline_missing)
        list(REMOVE_DUPLICATES dateline_missing)
        list(JOIN dateline_missing " " dateline_missing_text)
        message(FATAL_ERROR
            "dateline needs what is missing here. Install it with\n"
            "  sudo apt-get install ${dateline_missing_text}\n")
    endif()
endmacro()

find_package(PkgConfig QUIET)
if(NOT PKG_CONFIG_FOUND)
    message(FATAL_ERROR
        "dateline needs pkg-config to find its libraries. Install it with\n"
        "  sudo apt-get install pkg-config\n")
endif()

dateline_find(DATELINE_YAML yaml-0.1 libyaml-dev)
dateline_find(DATELINE_PCRE2 libpcre2-8 libpcre2-dev)
dateline_find(DATELINE_ICU_I18N icu-i18n libicu-dev)
dateline_find(DATELINE_ICU_UC icu-uc libicu-dev)
dateline_find(DATELINE_JANSSON jansson libjansson-dev)
dateline_find(DATELINE_XML2 libxml-2.0 libxml2-dev)
dateline_find(DATELINE_MD4C md4c libmd4c-dev)
dateline_stop_if_missing()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

set(dateline_dependencies
    PkgConfig::DATELINE_YAML
    PkgConfig::DATELINE_PCRE2
    PkgConfig::DATELINE_ICU_I18N
    PkgConfig::DATELINE_ICU_UC
    PkgConfig::DATELINE_JANSSON
    PkgConfig::DATELINE_XML2
    PkgConfig::DATELINE_MD4C
    Threads::Threads
    m)
