# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What programs for Windows get beside their code. Used by app/ in a cross build, and by the tests of START.EXE in any build.
set(windows_packaging ${CMAKE_CURRENT_LIST_DIR})
find_package(Python3 REQUIRED COMPONENTS Interpreter)

# sankajo_icon(OUTPUT): a target of that name's stem that draws the icon in all sizes. 16 and 24 pixels have a simpler drawing.
function(sankajo_icon output)
  find_program(RSVG_CONVERT rsvg-convert REQUIRED)
  # The colours of the wizard's light scheme, written when CMake ran.
  set(css ${PROJECT_BINARY_DIR}/wizard/pictures/light.css)
  set(pngs)
  foreach(size 16 24 32 48 64 256)
    set(drawing ${PROJECT_SOURCE_DIR}/resources/icons/logo.svg)
    if(size LESS 32)
      set(drawing ${PROJECT_SOURCE_DIR}/resources/icons/logo-small.svg)
    endif()
    set(png ${output}.${size}.png)
    add_custom_command(OUTPUT ${png} COMMAND ${RSVG_CONVERT} -w ${size} -h ${size} -s ${css} -o ${png} ${drawing} DEPENDS ${drawing} ${css} VERBATIM)
    list(APPEND pngs ${png})
  endforeach()
  add_custom_command(OUTPUT ${output} COMMAND ${Python3_EXECUTABLE} ${windows_packaging}/write_icon ${output} ${pngs}
    DEPENDS ${pngs} ${windows_packaging}/write_icon VERBATIM)
endfunction()

# sankajo_resources(RC NAME DESCRIPTION_EN DESCRIPTION_JA ICON MANIFEST): writes a resource script: icon, manifest, version in both languages.
function(sankajo_resources rc file_name description_en description_ja icon manifest)
  string(REPLACE "." "," version_numbers ${PROJECT_VERSION}.0)
  configure_file(${windows_packaging}/program.rc.in ${rc} @ONLY)
endfunction()

# sankajo_windows_program(TARGET NAME LEVEL DESCRIPTION_EN DESCRIPTION_JA): its name, resources, and load configuration. LEVEL is the manifest's
# requestedExecutionLevel.
function(sankajo_windows_program target name execution_level description_en description_ja)
  set(folder ${PROJECT_BINARY_DIR}/windows)
  set(manifest ${folder}/${target}.manifest)
  configure_file(${windows_packaging}/program.manifest.in ${manifest} @ONLY)
  sankajo_resources(${folder}/${target}.rc ${name}.exe ${description_en} ${description_ja} ${folder}/sankajo.ico ${manifest})
  set_source_files_properties(${folder}/${target}.rc PROPERTIES OBJECT_DEPENDS "${folder}/sankajo.ico;${manifest}")
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name})
  target_sources(${target} PRIVATE ${folder}/${target}.rc ${windows_packaging}/load_config.c)
  # Nothing refers to it, and Qt has the linker throw such things away.
  target_link_options(${target} PRIVATE -Wl,--undefined=loadConfig)
  add_custom_command(TARGET ${target} POST_BUILD COMMAND ${Python3_EXECUTABLE} ${windows_packaging}/point_load_config $<TARGET_FILE:${target}> VERBATIM)
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${windows_packaging}/point_load_config)
endfunction()

# sankajo_start_program(OUTPUT TRIPLET PROGRAM DEPENDENCY FLAG...): builds START.EXE, which starts PROGRAM's bytes and no others. For NT 4.0: 486, no C
# library, versions 4.0 in the header.
function(sankajo_start_program output triplet program dependency)
  find_program(START_COMPILER_${triplet} NAMES ${triplet}-gcc-posix ${triplet}-gcc REQUIRED)
  find_program(START_RESOURCES_${triplet} ${triplet}-windres REQUIRED)
  set(folder ${output}.parts)
  file(MAKE_DIRECTORY ${folder})
  sankajo_resources(${folder}/start.rc START.EXE "Starts Sankajo" "Sankajo を始めます" ${PROJECT_BINARY_DIR}/windows/sankajo.ico
    ${windows_packaging}/start/start.manifest)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DPROGRAM=${program} -DHEADER=${folder}/sankajo_hash.h -P ${windows_packaging}/start/write_hash.cmake
    COMMAND ${START_RESOURCES_${triplet}} ${folder}/start.rc -O coff -o ${folder}/start.res
    COMMAND ${START_COMPILER_${triplet}} -std=c11 -Os -Wall -Wextra -Wconversion -Wshadow -Werror
      -DUNICODE -D_UNICODE -DWIN32_LEAN_AND_MEAN -D_WIN32_WINNT=0x0602 -I${folder} ${ARGN}
      -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns -mno-stack-arg-probe
      ${windows_packaging}/start/start.c ${folder}/start.res -o ${output}
      -nostdlib -s -Wl,--entry=sankajo_entry -Wl,--subsystem=windows:4.0 -Wl,--major-os-version=4 -Wl,--minor-os-version=0
      -Wl,--no-insert-timestamp -lkernel32 -luser32
    DEPENDS ${program} ${dependency} ${windows_packaging}/start/start.c ${windows_packaging}/start/write_hash.cmake ${windows_packaging}/start/start.manifest
      ${PROJECT_BINARY_DIR}/windows/sankajo.ico ${folder}/start.rc
    VERBATIM)
endfunction()
