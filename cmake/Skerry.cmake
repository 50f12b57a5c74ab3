# SPDX-License-Identifier: Apache-2.0
# Compiler settings for every folder, and the helper functions of cmake/README.md.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Debug CACHE STRING "Debug, Release or Coverage" FORCE)
endif()

option(SKERRY_SANITIZE "Address and undefined-behaviour sanitizers (host builds)" OFF)
option(SKERRY_COVERAGE "Line and branch counters for gcovr (host builds, GCC)" OFF)

set(SKERRY_ROOT ${CMAKE_CURRENT_LIST_DIR}/..)
get_filename_component(SKERRY_ROOT ${SKERRY_ROOT} ABSOLUTE)

add_compile_options(
  $<$<COMPILE_LANGUAGE:C>:-Wall> $<$<COMPILE_LANGUAGE:C>:-Wextra> $<$<COMPILE_LANGUAGE:C>:-Wconversion>
  $<$<COMPILE_LANGUAGE:C>:-Wshadow> $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes> $<$<COMPILE_LANGUAGE:C>:-Werror>)
# File names in assertions and debug information are the same in every clone.
add_compile_options(-ffile-prefix-map=${SKERRY_ROOT}/=)
# SK_ASSERT exists in debug builds only.
add_compile_definitions($<$<CONFIG:Debug>:SKERRY_DEBUG=1>)

if(SKERRY_TARGET STREQUAL "mips")
  include(SkerryMips)
else()
  include(SkerryHost)
endif()
