// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/filter_rules.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "engine/wording.h"

namespace sankajo {

namespace {

/// "135", "666-765"
std::string number(const PortIndicator& port, std::string_view dash = "-") {
  return std::to_string(port.first) + (port.last == port.first ? "" : std::string(dash) + std::to_string(port.last));
}

std::vector<PortIndicator> of(std::string_view protocol, const std::vector<PortIndicator>& ports) {
  std::vector<PortIndicator> own;
  std::ranges::copy_if(ports, std::back_inserter(own), [protocol](const PortIndicator& port) { return port.protocol == protocol; });
  return own;
}

std::string upper(std::string_view protocol) {
  return protocol == "tcp" ? "TCP" : "UDP";
}

/// "135, 4444"
std::string joined(const std::vector<PortIndicator>& ports, std::string_view between, std::string_view dash = "-",
                   std::string_view quote = "") {
  std::string list;
  for (const PortIndicator& port : ports) {
    if (!list.empty()) list += between;
    list.append(quote).append(number(port, dash)).append(quote);
  }
  return list;
}

constexpr std::string_view protocols[] = {"tcp", "udp"};

/// What is told to people. FILE is what the text was saved as, ADDRESS a PC on the far side of the filter, NAME the interface to the Internet.
struct Manual {
  std::string_view comment;  ///< What a line of it begins with.
  std::vector<std::string> putIn, test, takeOut;
  /// For a router: what NAME is, and the same where it has filters already, which stay.
  std::string_view named = {};
  std::vector<std::string> putInBeside = {}, takeOutBeside = {};
  /// Windows reads such a file in its own code page, and the last byte of a Japanese sentence would take the line's end with it: a blank goes between.
  bool windows = false;
};

std::string heading(const Manual& manual, const std::vector<PortIndicator>& ports, const Wording& wording) {
  std::string text;
  const auto line = [&](const std::string& words) {
    text += std::string(manual.comment) + (words.empty() ? "" : " ") + words + (manual.windows ? " \n" : "\n");
  };
  const auto commands = [&](std::string_view title, const std::vector<std::string>& all) {
    line("");
    line(wording.text(title));
    for (const std::string& one : all) line("  " + one);
  };
  line(wording.text("filter.what", {portsText(ports)}));
  line(wording.text("filter.side_effects"));
  line(wording.text("filter.rights"));
  const bool router = !manual.named.empty();
  if (router) line(wording.text("filter.ip_version"));
  if (router) line(wording.text(manual.named));
  commands("filter.put_in", manual.putIn);
  if (router) commands("filter.put_in_beside", manual.putInBeside);
  commands("filter.test", manual.test);
  line("  " + wording.text("filter.no_connection"));
  commands("filter.take_out", manual.takeOut);
  if (router) commands("filter.take_out_beside", manual.takeOutBeside);
  return text + "\n";
}

/// A port that can be tried from outside: TCP, where there is one.
std::string probed(const std::vector<PortIndicator>& ports) {
  const auto tcp = of("tcp", ports);
  return std::to_string((tcp.empty() ? ports : tcp).front().first);
}
std::string probe(const std::vector<PortIndicator>& ports) {
  return "nc -v -z -w 3 ADDRESS " + probed(ports);
}

std::string nftables(const std::vector<PortIndicator>& ports, const Wording& wording) {
  std::string text =
      heading({"#", {"nft -f FILE"}, {"nft list table inet sankajo", probe(ports)}, {"nft delete table inet sankajo"}}, ports, wording);
  // Putting it in again replaces it: a table that is not there cannot be deleted, so it is made first.
  text += "table inet sankajo\ndelete table inet sankajo\n\ntable inet sankajo {\n  chain worm {\n";
  for (const std::string_view protocol : protocols) {
    const auto own = of(protocol, ports);
    if (!own.empty()) text += "    ct state new " + std::string(protocol) + " dport { " + joined(own, ", ") + " } counter drop\n";
  }
  text += "  }\n";
  for (const char* hook : {"forward", "input", "output"}) {
    text += std::string("  chain ") + hook + " {\n    type filter hook " + hook + " priority -10; policy accept;\n    jump worm\n  }\n";
  }
  return text + "}\n";
}

std::string iptables(const std::vector<PortIndicator>& ports, const Wording& wording) {
  Manual manual{
      "#", {"iptables-restore --noflush FILE", "ip6tables-restore --noflush FILE"}, {"iptables -L SANKAJO -v -n", probe(ports)}, {}};
  for (const char* command : {"iptables", "ip6tables"}) {
    // It may have been put in more than once.
    std::string line;
    for (const char* chain : {"FORWARD", "INPUT", "OUTPUT"}) line += std::string("while ") + command + " -D " + chain + " -j SANKAJO 2> /dev/null; do :; done; ";
    manual.takeOut.push_back(line + command + " -F SANKAJO; " + command + " -X SANKAJO");
  }
  std::string text = heading(manual, ports, wording) + "*filter\n:SANKAJO - [0:0]\n";
  for (const PortIndicator& port : ports) {
    text += "-A SANKAJO -p " + port.protocol + " -m " + port.protocol + " --dport " + number(port, ":") +
            " -m conntrack --ctstate NEW -j DROP\n";
  }
  for (const char* chain : {"FORWARD", "INPUT", "OUTPUT"}) text += std::string("-I ") + chain + " -j SANKAJO\n";
  return text + "COMMIT\n";
}

/// Windows' own firewall has a rule for each protocol and direction: of what comes in, the port is its own; of what goes out, the other's.
template <class Line>
std::string eachSide(const std::vector<PortIndicator>& ports, const Line& line) {
  std::string text;
  for (const std::string_view protocol : protocols) {
    const auto own = of(protocol, ports);
    if (own.empty()) continue;
    for (const bool in : {true, false}) text += line(upper(protocol), in, own) + "\n";
  }
  return text;
}

std::string powerShell(const std::vector<PortIndicator>& ports, const Wording& wording) {
  std::string text =
      heading({"#",
               {"powershell -ExecutionPolicy Bypass -File FILE.ps1"},
               {"Get-NetFirewallRule -Group 'Sankajo notice' | Get-NetFirewallPortFilter", "Test-NetConnection ADDRESS -Port " + probed(ports)},
               {"Remove-NetFirewallRule -Group 'Sankajo notice'"},
               {},
               {},
               {},
               true},
              ports, wording);
  return text + eachSide(ports, [](const std::string& protocol, bool in, const std::vector<PortIndicator>& own) {
           const std::string direction = in ? "Inbound" : "Outbound";
           // Another group than that of the rules which protect while a patch goes in (firewall_win32): those go when it is there.
           return "New-NetFirewallRule -Group 'Sankajo notice' -DisplayName 'Sankajo " + protocol + " " + direction + "' -Direction " + direction +
                  " -Action Block -Profile Any -Protocol " + protocol + (in ? " -LocalPort " : " -RemotePort ") +
                  joined(own, ",", "-", "'");
         });
}

std::string netsh(const std::vector<PortIndicator>& ports, const Wording& wording) {
  std::string text =
      heading({"#",
               {"netsh -f FILE"},
               {"netsh advfirewall firewall show rule name=Sankajo", "powershell Test-NetConnection ADDRESS -Port " + probed(ports)},
               {"netsh advfirewall firewall delete rule name=Sankajo"},
               {},
               {},
               {},
               true},
              ports, wording);
  return text + eachSide(ports, [](const std::string& protocol, bool in, const std::vector<PortIndicator>& own) {
           return std::string("advfirewall firewall add rule name=Sankajo dir=") + (in ? "in" : "out") +
                  " action=block protocol=" + protocol + (in ? " localport=" : " remoteport=") + joined(own, ",");
         });
}

std::string denied(const PortIndicator& port) {
  return "deny " + port.protocol + " any any " + (port.first == port.last ? "eq " + number(port) : "range " + number(port, " "));
}

std::string ios(const std::vector<PortIndicator>& ports, const Wording& wording) {
  const std::string these = wording.text("filter.these_lines");
  const std::vector<std::string> onInterface = {"interface NAME", "ip access-group SANKAJO in", "ip access-group SANKAJO out"};
  Manual manual{"!", {"enable", "configure terminal", these}, {"show ip access-lists", probe(ports)}, {"enable", "configure terminal", "interface NAME"}, "filter.name", {}, {}};
  manual.putIn.insert(manual.putIn.end(), onInterface.begin(), onInterface.end());
  for (const char* line : {"no ip access-group SANKAJO in", "no ip access-group SANKAJO out", "exit", "no ip access-list extended SANKAJO"}) {
    manual.takeOut.emplace_back(line);
  }
  // LIST is the one of the interface. Its own lines get numbers that leave room before them.
  manual.putInBeside = {"enable", "show ip interface NAME", "configure terminal", "ip access-list resequence LIST 1000 10", "ip access-list extended LIST"};
  manual.takeOutBeside = {"enable", "configure terminal", "ip access-list extended LIST"};
  int at = 0;
  for (const PortIndicator& port : ports) {
    manual.putInBeside.push_back(std::to_string(++at) + " " + denied(port));
    manual.takeOutBeside.push_back("no " + std::to_string(at));
  }
  for (auto* commands : {&manual.putIn, &manual.putInBeside, &manual.takeOut, &manual.takeOutBeside}) {
    commands->emplace_back("end");
    commands->emplace_back("write memory");
  }
  // A list that is there already would only get longer, behind its own last line.
  std::string text = heading(manual, ports, wording) + "no ip access-list extended SANKAJO\nip access-list extended SANKAJO\n permit tcp any any established\n";
  for (const PortIndicator& port : ports) text += " " + denied(port) + "\n";
  return text + " permit ip any any\n";
}

std::string yamaha(const std::vector<PortIndicator>& ports, const Wording& wording) {
  // Any numbers from 1 to 21474836 do; these are rarely taken, and no list of ports is longer.
  constexpr int base = 1508100;
  constexpr int last = base + 999;
  const auto filter = [](int id) { return "ip filter " + std::to_string(id); };
  std::vector<std::string> rejecting, takenOut;
  std::string numbers;
  int at = base;
  for (const PortIndicator& port : ports) {
    rejecting.push_back(filter(++at) + " reject * * " + port.protocol + " * " + number(port));
    takenOut.push_back("no " + filter(at));
    numbers += std::to_string(at) + " ";
  }
  const auto applied = [](const std::string& list) {
    return std::vector<std::string>{"ip NAME secure filter in " + list, "ip NAME secure filter out " + list};
  };
  const std::string those = wording.text("filter.those_numbers");
  Manual manual{"#", {"administrator", wording.text("filter.these_lines")}, {"show ip secure filter NAME", probe(ports)}, {"administrator", "no ip NAME secure filter in", "no ip NAME secure filter out"},
                "filter.name_yamaha", {"administrator", "show config | grep \"secure filter\"", wording.text("filter.rejecting_lines")}, {"administrator"}};
  const auto add = [](std::vector<std::string>& to, const std::vector<std::string>& lines) { to.insert(to.end(), lines.begin(), lines.end()); };
  add(manual.putIn, applied(std::to_string(base) + " " + numbers + std::to_string(last)));
  add(manual.putInBeside, applied(numbers + those));
  add(manual.takeOut, {"no " + filter(base)});
  add(manual.takeOut, takenOut);
  add(manual.takeOut, {"no " + filter(last)});
  add(manual.takeOutBeside, applied(those));
  add(manual.takeOutBeside, takenOut);
  for (auto* commands : {&manual.putIn, &manual.putInBeside, &manual.takeOut, &manual.takeOutBeside}) commands->emplace_back("save");
  std::string text = heading(manual, ports, wording) + filter(base) + " pass * * established * *\n";
  for (const std::string& line : rejecting) text += line + "\n";
  return text + filter(last) + " pass * * * * *\n";
}

}  // namespace

std::string_view name(FilterFor filter) {
  switch (filter) {
    case FilterFor::Nftables:
      return "nftables";
    case FilterFor::Iptables:
      return "iptables";
    case FilterFor::PowerShell:
      return "powershell";
    case FilterFor::Netsh:
      return "netsh";
    case FilterFor::Ios:
      return "ios";
    case FilterFor::Yamaha:
      return "yamaha";
  }
  return "nftables";
}

std::vector<PortIndicator> portsToClose(const std::vector<Advisory>& advisories, bool all) {
  std::vector<PortIndicator> ports;
  for (const Advisory& advisory : advisories) {
    if (advisory.notice) ports.insert(ports.end(), advisory.notice->ports.begin(), advisory.notice->ports.end());
    if (advisory.notice && !all) continue;
    for (const Protection& protection : advisory.protections) ports.insert(ports.end(), protection.ports.begin(), protection.ports.end());
  }
  const auto order = [](const PortIndicator& port) { return std::tuple(port.protocol, port.first, port.last); };
  std::ranges::sort(ports, {}, order);
  ports.erase(std::ranges::unique(ports, {}, order).begin(), ports.end());
  return ports;
}

std::string portsText(const std::vector<PortIndicator>& ports) {
  std::string list;
  for (const PortIndicator& port : ports) list += (list.empty() ? "" : ", ") + upper(port.protocol) + " " + number(port);
  return list;
}

std::string filterRules(FilterFor filter, const std::vector<PortIndicator>& ports, const Wording& wording) {
  switch (filter) {
    case FilterFor::Nftables:
      return nftables(ports, wording);
    case FilterFor::Iptables:
      return iptables(ports, wording);
    case FilterFor::PowerShell:
      return powerShell(ports, wording);
    case FilterFor::Netsh:
      return netsh(ports, wording);
    case FilterFor::Ios:
      return ios(ports, wording);
    case FilterFor::Yamaha:
      return yamaha(ports, wording);
  }
  return {};
}

}  // namespace sankajo
