# SPDX-License-Identifier: Apache-2.0
# Builds for a MIPS board: freestanding code, and user programs linked with runtime/user.ld.

# skerry_user_program(NAME SOURCES file... [LIBS target...])
# The compiler's libgcc is not linked: it is position-independent hard-float code that expects $t9 at entry.
# One static ELF for user mode, linked with the runtime; <build>/bin/NAME.elf.
function(skerry_user_program name)
  cmake_parse_arguments(PARSE_ARGV 1 P "" "" "SOURCES;LIBS")
  if(P_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "skerry_user_program(${name}): unknown arguments ${P_UNPARSED_ARGUMENTS}")
  endif()
  set(script ${SKERRY_ROOT}/runtime/user.ld)
  add_executable(${name} ${P_SOURCES})
  set_target_properties(${name} PROPERTIES SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin
                                           LINK_DEPENDS ${script})
  target_link_libraries(${name} PRIVATE ${P_LIBS} skerry_runtime)
  target_link_options(${name} PRIVATE -T ${script} -Wl,--gc-sections)
  target_compile_options(${name} PRIVATE -ffunction-sections -fdata-sections)
endfunction()

# skerry_guest_program(NAME SOURCES file... SCRIPT linker-script)
# A guest kernel of our own: freestanding, without the runtime; <build>/bin/NAME.elf. System files name it programs/NAME.elf.
function(skerry_guest_program name)
  cmake_parse_arguments(PARSE_ARGV 1 P "" "SCRIPT" "SOURCES")
  if(P_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "skerry_guest_program(${name}): unknown arguments ${P_UNPARSED_ARGUMENTS}")
  endif()
  get_filename_component(script ${P_SCRIPT} ABSOLUTE)
  add_executable(${name} ${P_SOURCES})
  set_target_properties(${name} PROPERTIES SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin
                                           LINK_DEPENDS ${script})
  # What a compiler calls by name is not there, so no loop may become a call.
  target_compile_options(${name} PRIVATE -fno-tree-loop-distribute-patterns)
  target_link_options(${name} PRIVATE -T ${script})
endfunction()
