# SPDX-License-Identifier: Apache-2.0
# Host builds: sanitizers, coverage counters, and unit tests with the Check framework.
if(SKERRY_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(SKERRY_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()

option(SKERRY_UNIT_TESTS "Build the unit tests" ON)
find_package(PkgConfig)
if(PkgConfig_FOUND AND SKERRY_UNIT_TESTS)
  pkg_check_modules(CHECK IMPORTED_TARGET check)
endif()

define_property(GLOBAL PROPERTY SKERRY_UNIT_TESTS BRIEF_DOCS "name=path of every unit test" FULL_DOCS "one a line")

# skerry_unit_test(NAME SOURCES file... [LIBS target...] [INCLUDES folder...] [DEFINES name[=value]...])
# One test executable that prints TAP; tests/README.md shows what a source file looks like.
function(skerry_unit_test name)
  cmake_parse_arguments(PARSE_ARGV 1 T "" "" "SOURCES;LIBS;INCLUDES;DEFINES")
  if(T_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "skerry_unit_test(${name}): unknown arguments ${T_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT TARGET PkgConfig::CHECK)
    message(STATUS "unit test ${name} left out: not asked for, or the Check framework is not installed")
    return()
  endif()
  add_executable(unit-${name} ${T_SOURCES})
  target_link_libraries(unit-${name} PRIVATE ${T_LIBS} skerry_unit_support)
  target_include_directories(unit-${name} PRIVATE ${T_INCLUDES})
  target_compile_definitions(unit-${name} PRIVATE ${T_DEFINES})
  set_property(GLOBAL APPEND PROPERTY SKERRY_UNIT_TESTS "${name}=$<TARGET_FILE:unit-${name}>")
endfunction()

# The test runner reads which executables there are from this file.
function(skerry_write_unit_manifest)
  get_property(tests GLOBAL PROPERTY SKERRY_UNIT_TESTS)
  list(JOIN tests "\n" lines)
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/unit-tests.txt CONTENT "${lines}\n")
endfunction()
cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL skerry_write_unit_manifest)
