# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later

# sankajo_pictures(TARGET SVG...): renders each picture at four times its size in the three colour schemes and makes the PNG files
# resources of the target, as :/pictures/<scheme>/<name>.png. The drawings name classes, no colours: f-X fills with the colour X of
# wizard/theme_tokens.def, s-X draws a line, b-X borders what is filled.
function(sankajo_pictures target)
  find_program(RSVG_CONVERT rsvg-convert REQUIRED)
  set(tokens ${PROJECT_SOURCE_DIR}/wizard/theme_tokens.def)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${tokens})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/pictures)

  file(STRINGS ${tokens} lines REGEX "^COLOUR")
  foreach(scheme light dark contrast)
    set(css_${scheme} "")
  endforeach()
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^COLOUR\\(([a-z]+), *0x([0-9A-F]+), 0x([0-9A-F]+), 0x([0-9A-F]+)\\)")
      message(FATAL_ERROR "theme_tokens.def: a colour that cannot be read: ${line}")
    endif()
    set(token ${CMAKE_MATCH_1})
    set(colour_light ${CMAKE_MATCH_2})
    set(colour_dark ${CMAKE_MATCH_3})
    set(colour_contrast ${CMAKE_MATCH_4})
    foreach(scheme light dark contrast)
      string(APPEND css_${scheme} ".f-${token}{fill:#${colour_${scheme}}}\n.b-${token}{stroke:#${colour_${scheme}}}\n"
             ".s-${token}{stroke:#${colour_${scheme}};fill:none;stroke-linecap:round;stroke-linejoin:round}\n")
    endforeach()
  endforeach()

  set(pngs)
  foreach(scheme light dark contrast)
    set(css ${folder}/${scheme}.css)
    file(GENERATE OUTPUT ${css} CONTENT "${css_${scheme}}")
    foreach(svg IN LISTS ARGN)
      get_filename_component(name ${svg} NAME_WE)
      set(png ${folder}/${scheme}/${name}.png)
      add_custom_command(OUTPUT ${png}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}/${scheme}
        COMMAND ${RSVG_CONVERT} -z 4 -s ${css} -o ${png} ${svg}
        DEPENDS ${svg} ${css} VERBATIM)
      list(APPEND pngs ${png})
    endforeach()
  endforeach()
  qt_add_resources(${target} pictures PREFIX / BASE ${CMAKE_CURRENT_BINARY_DIR} FILES ${pngs})
endfunction()
