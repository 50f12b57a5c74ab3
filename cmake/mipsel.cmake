# SPDX-License-Identifier: Apache-2.0
# Toolchain for the MIPS32 boards: Debian's gcc-mipsel-linux-gnu used freestanding, little endian, no FPU, no PIC.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR mips)
set(CMAKE_C_COMPILER mipsel-linux-gnu-gcc)
set(CMAKE_ASM_COMPILER mipsel-linux-gnu-gcc)
set(CMAKE_OBJCOPY mipsel-linux-gnu-objcopy)
# The compiler's own check links a program, which needs a C library.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(SKERRY_TARGET mips CACHE STRING "host or mips")
set(mips_flags "-march=mips32r2 -mabi=32 -EL -mno-abicalls -fno-pic -G0 -msoft-float")
string(APPEND mips_flags " -ffreestanding -fno-stack-protector -fno-common")
set(CMAKE_C_FLAGS_INIT "${mips_flags}")
set(CMAKE_ASM_FLAGS_INIT "${mips_flags}")
set(CMAKE_C_FLAGS_DEBUG "-Og -g" CACHE STRING "")
set(CMAKE_C_FLAGS_RELEASE "-O2 -g" CACHE STRING "")
set(CMAKE_C_FLAGS_MINSIZEREL "-Os -g" CACHE STRING "")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostdlib -static -Wl,--build-id=none -Wl,--fatal-warnings -Wl,-z,max-page-size=0x4000")
# Nothing from the host, and nothing from the cross compiler's Linux C library.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
