# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later

# sankajo_embed(TARGET FILE...): makes the files' bytes part of the program, found by their path from the source folder through
# embeddedFiles() of app/embedded.h. Plain C++ text, so that every compiler takes it.
function(sankajo_embed target)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_data.cpp)
  set(inputs)
  foreach(file IN LISTS ARGN)
    list(APPEND inputs ${PROJECT_SOURCE_DIR}/${file})
  endforeach()
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DROOT=${PROJECT_SOURCE_DIR} "-DFILES=${ARGN}" -P ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake
    DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake
    COMMENT "Embedding data" VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
