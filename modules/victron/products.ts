/**
 * Product ids and names. Sources: the tables of keshavdv/victron-ble, of Victron's VE.Direct protocol document 3.34
 * and of the GX firmware, with the corrections that captures gave.
 */

/** A line for each: four lower-case hex digits, the name. One text takes a third less of the firmware than an object. */
const names = `
0001 VPN
0002 VBC
0003 VVC
0004 VCC
0005 VCM
0006 VGM
0007 VRS
0008 Free Technics software
0009 VBC GMDSS
000a VPM GMDSS
000b BPP
000c VBC 48V
000d VVC2
000e VBC 144V
000f VBC2
0010 VBC 144V
0011 Lynx Shunt 1000A VE.Net
0100 BMV to NMEA2000 interface
0101 Skylla-i Control
0102 Hybrid Panel
0103 VE.Bus to NMEA2000 interface
0104 Skylla-i 24/100 (1+1)
0105 Skylla-i 24/80A (1+1)
0106 Skylla-i 24/100 (3)
0107 Skylla-i 24/80 (3)
0108 BlueSolar Charger MPPT 150/70
0140 Ion Control
0141 Lynx Shunt 1000A VE.Can
0142 Lynx Ion
0200 BMV-600S
0201 BMV-602S
0202 BMV-600HS
0203 BMV-700
0204 BMV-702
0205 BMV-700H
0211 BMV PCBA test firmware
0300 BlueSolar Charger MPPT 70/15
1110 Remote panel
1120 Remote panel 20MHz
1121 Remote panel Dongle 20MHz
1130 MK2 20Mhz
1131 MK2 Dongle 20Mhz
1132 VE.Bus Resetter (based on MK2) 20 Mhz
1140 MK2 tachometer 20Mhz
1145 BMS 20Mhz
1150 Solar switch box
1160 USB VEBus grabber
1170 MK3
1421 Phoenix Charger 12/100
1422 Phoenix Charger 12/200
1431 Phoenix Charger 24/50
1432 Phoenix Charger 24/100
1700 Phoenix Multi 12V full power
1701 Phoenix Multi 12V half power
1702 Phoenix MultiPlus 12V full power
1703 MultiCompact 12V low power
1704 MultiCompact 12V medium power
1705 MultiCompact 12V high power
1706 MultiCompactPlus 12V high power
1707 MultiCompactPlus 12V medium power
1710 Phoenix Multi 24V full power
1711 Phoenix Multi 24V half power
1712 Phoenix MultiPlus 24V full power
1713 MultiCompact 24V low power
1714 MultiCompact 24V medium power
1715 MultiCompact 24V high power
1716 MultiCompactPlus 24V high power
1717 MultiCompactPlus 24V medium power
1730 Phoenix Multi 120 12V full power
1731 Phoenix Multi 120 12V half power
1732 Phoenix MultiPlus 120 12V full power
1740 Phoenix Multi 120 24V full power
1741 Phoenix Multi 120 24V half power
1742 Phoenix MultiPlus 120 24V full power
1750 Phoenix Multi 48V full power
1751 Phoenix Multi 48V half power
1752 Phoenix MultiPlus 48V full power
1800 Phoenix Multi 12V full power
1801 Phoenix Multi 12V half power
1802 Phoenix MultiPlus 12V full power
1803 MultiCompact 12V low power
1804 MultiCompact 12V medium power
1805 MultiCompact 12V high power
1806 MultiCompactPlus 12V high power
1807 MultiCompactPlus 12V medium power
1808 Phoenix MultiPlus 12V/2000
1809 Phoenix MultiPlus 12V/3000
1810 Phoenix Multi 24V full power
1811 Phoenix Multi 24V half power
1812 Phoenix MultiPlus 24V full power
1813 MultiCompact 24V low power
1814 MultiCompact 24V medium power
1815 MultiCompact 24V high power
1816 MultiCompactPlus 24V high power
1817 MultiCompactPlus 24V medium power
1818 Phoenix MultiPlus 24V/2000
1830 Phoenix Multi 120 12V full power
1831 Phoenix Multi 120 12V half power
1832 Phoenix MultiPlus 120 12V full power
1836 MultiCompactPlus 120 12V high power
1839 Phoenix MultiPlus 120 12V/3000
1840 Phoenix Multi 120 24V full power
1841 Phoenix Multi 120 24V half power
1842 Phoenix MultiPlus 120 24V full power
1846 MultiCompactPlus 120 24V high power
1850 Phoenix Multi 48V full power
1851 Phoenix Multi 48V half power
1852 Phoenix MultiPlus 48V full power
1856 MultiCompactPlus 48V high power
1862 Phoenix MultiPlus 120 48V full power
1871 MultiCompactPlus 12V 2K
1872 MultiCompactPlus 24V 2K
1900 MultiPlus 12/3000/120-50
1901 MultiPlus 12/3000/120-30
1902 Phoenix MultiPlus 12V full power
1903 Phoenix Multi Compact 12/800/35-16
1906 MultiPlus Compact 12/1600/70-16
1907 MultiPlus Compact 12/1200/50-16
1908 MultiPlus Compact 12/2000/80-30
1909 MultiPlus 12/3000/120-16
1910 MultiPlus 24/3000/70-50
1911 MultiPlus 24/3000/70-30
1912 MultiPlus 24/3000/70-16
1913 Phoenix Multi Compact 24/800/16-16
1916 MultiPlus Compact 24/1600/40-16
1917 MultiPlus Compact 24/1200/25-16
1918 MultiPlus Compact 24/2000/50-30
1920 MultiPlus 48/3000/35-50
1921 MultiPlus 48/3000/35-30
1922 MultiPlus 48/3000/35-16
1930 Quattro 12/5000/200-2x30
1931 Quattro 12/3000/120-50/30
1932 Quattro 12/5000/200-50/30
1933 Quattro 12/5000/220-2x75
1940 Quattro 24/5000/120-2x30
1941 Quattro 24/3000/70-50/30
1942 Quattro 24/5000/120-50/30
1943 Quattro 24/8000/200-2x100
1948 Quattro 24/5000/120-2x100
1949 MultiPlus 24/5000/120-50
1950 Quattro 48/5000/70-2x30
1952 Quattro 48/5000/70-50/30
1953 Quattro 48/10000/140-2x100
1954 Quattro 48/8000/110-2x100
1958 Quattro 48/5000/70-2x100
1959 MultiPlus 48/5000/70-50
2002 MultiPlus 12/3000/120-50 120V
2008 MultiPlus Compact 12/2000/80-50 120V
2009 Phoenix MultiPlus 120 12V/3000
2012 MultiPlus 24/3000/70-50 120V
2018 MultiPlus Compact 24/2000/50-50 120V
2022 Phoenix MultiPlus 120 48V/3000
2048 Quattro 24/5000/120-2x100 120V
2051 Quattro 48/3000/35-2x50 120V
2053 Quattro 48/5000/70-2x100 120V
2059 Phoenix MultiPlus 120 48V/5000
2060 Phoenix 12/3000/120-50-120/240V
2062 MultiPlus Compact 12/2000/80-50(30)-120/240V
2071 Quattro 24/5000/120-2x60-120/240V
2072 MultiPlus Compact 24/2000/50-50(30)-120/240V
2080 Phoenix MultiPlus 120/240 48V/3000 with 50A AC relais
2101 Phoenix HF
2403 Phoenix 12/800
2404 Phoenix 12/1200
2413 Phoenix 24/800
2414 Phoenix 24/1200
2423 Phoenix 48/800
2424 Phoenix 48/1200
2453 Phoenix 12/800 120V
2454 Phoenix 12/1200 120V
2463 Phoenix 24/800 120V
2464 Phoenix 24/1200 120V
2473 Phoenix 48/800 120V
2474 Phoenix 48/1200 120V
2600 MultiPlus 12/3000/120-50
2603 MultiPlus Compact 12/800/35-16
2605 MultiPlus-II 12/3000/120-32
2606 MultiPlus Compact 12/1600/70-16
2607 MultiPlus Compact 12/1200/50-16
2608 MultiPlus Compact 12/2000/80-30
2609 MultiPlus 12/3000/120-16
2610 MultiPlus 24/3000/70-50
2611 MultiPlus-II 24/3000/70-32
2612 MultiPlus 24/3000/70-16
2613 MultiPlus Compact 24/800/16-16
2614 MultiPlus 24/5000/120-100
2615 MultiPlus-II 24/5000/120-50
2616 MultiPlus Compact 24/1600/40-16
2617 MultiPlus Compact 24/1200/25-16
2618 MultiPlus Compact 24/2000/50-30
2619 MultiPlus-II 48/15000/200-100
2620 MultiPlus 48/3000/35-50
2621 MultiPlus-II 48/8000/110-100
2622 MultiPlus 48/3000/35-16
2623 MultiPlus-II 48/5000/70-50
2624 MultiPlus 48/5000/70-100
2625 MultiPlus-II 48/3000/35-32
2626 MultiPlus-II 48/5000/70-50
2627 MultiPlus-II 48/10000/140-100/100
2628 MultiPlus-II 48/3000/35-32
2629 MultiPlus-II 48/3000/35-32
2631 Quattro 12/3000/120-50/30
2632 Quattro-II 12/5000/200-2x50
2633 Quattro 12/5000/220-2x75
2634 Quattro 12/3000/120-2x50
2641 Quattro 24/3000/70-50/30
2642 Quattro 24/5000/120-50/30
2643 Quattro 24/8000/200-2x100
2644 Quattro 24/3000/70-2x50
2645 Quattro-II 24/5000/120-2x50
2648 Quattro 24/5000/120-2x100
2649 MultiPlus 24/5000/120-50
2651 Quattro-II 48/5000/70-2x50
2652 Quattro 48/5000/70-50/30
2653 Quattro 48/10000/140-2x100
2654 Quattro 48/8000/110-2x100
2655 Quattro 48/8000/110-2x100
2656 Quattro 48/15000/200-2x100
2657 Quattro 48/5000/70-2x100-S
2658 Quattro 48/5000/70-2x100
2659 MultiPlus 48/5000/70-50
2660 MultiPlus 12/500/20-16
2661 MultiPlus 12/800/35-16
2662 MultiPlus 12/1200/50-16
2663 MultiPlus 12/1600/70-16
2664 MultiPlus 12/2000/80-32
2665 MultiPlus 24/500/10-16
2666 MultiPlus 24/800/16-16
2667 MultiPlus 24/1200/25-16
2668 MultiPlus 24/1600/40-16
2669 MultiPlus 24/2000/50-32
2670 MultiPlus 48/500/6-16
2671 MultiPlus 48/800/9-16
2672 MultiPlus 48/1200/13-16
2673 MultiPlus 48/1600/20-16
2674 MultiPlus 48/2000/25-32
2680 MultiGrid 12/3000/120-50
2685 MultiGrid 24/3000/70-50
2690 MultiGrid 48/3000/35-50
2702 MultiPlus 12/3000/120-50 120V
2705 MultiPlus-II 12/3000/120-50 120V
2708 MultiPlus Compact 12/2000/80-50 120V
2711 MultiPlus-II 24/3000/70-50 120V
2712 MultiPlus 24/3000/70-50 120V
2718 MultiPlus Compact 24/2000/50-50 120V
2729 MultiPlus-II 48/3000/35-50 120V
2733 Quattro 12/5000/220-2x100 120V
2748 Quattro 24/5000/120-2x100 120V
2751 Quattro 48/3000/35-2x50 120V
2753 Quattro 48/5000/70-2x100 120V
2754 Quattro 48/10000/140-2x100 120V
2764 MultiPlus 12/2000/80-50 120V
2769 MultiPlus 24/2000/50-50 120V
2774 MultiPlus 48/2000/25-50 120V
2775 MultiPlus-II 24/3000/70-50 2x120V
2780 MultiPlus-II 12/3000/120-50 2x120V
2781 Quattro-II 12/3000/120-2x50 2x120V
a000 Skylla-IP44/IP65 battery charger
a001 Skylla-IP65 12V/70A (1+1)
a002 Skylla-IP65 12V/70A (3)
a003 Skylla-IP44 12V/60A (1+1)
a004 Skylla-IP44 12V/60A (3)
a005 Skylla-IP65 24V/35A (1+1)
a006 Skylla-IP65 24V/35A (3)
a007 Skylla-IP44 24V/30A (1+1)
a008 Skylla-IP44 24V/30A (3)
a010 Skylla-S battery charger
a011 Skylla-S 12V/100A (1+1)
a012 Skylla-S 12V/100A (3)
a013 Skylla-S 24V/100A (1+1)
a014 Skylla-S 24V/100A (3)
a015 Skylla-S 24V/50A (1+1)
a016 Skylla-S 24V/50A (3)
a040 BlueSolar Charger MPPT 75/50
a041 BlueSolar Charger MPPT 150/35 rev1
a042 BlueSolar Charger MPPT 75/15
a043 BlueSolar Charger MPPT 100/15
a044 BlueSolar Charger MPPT 100/30 rev1
a045 BlueSolar Charger MPPT 100/50 rev1
a046 BlueSolar Charger MPPT 150/70
a047 BlueSolar Charger MPPT 150/100
a048 BlueSolar Charger MPPT 75/50 rev2
a049 BlueSolar Charger MPPT 100/50 rev2
a04a BlueSolar Charger MPPT 100/30 rev2
a04b BlueSolar Charger MPPT 150/35 rev2
a04c BlueSolar Charger MPPT 75/10
a04d BlueSolar Charger MPPT 150/45
a04e BlueSolar Charger MPPT 150/60
a04f BlueSolar Charger MPPT 150/85
a050 SmartSolar Charger MPPT 250/100
a051 SmartSolar Charger MPPT 150/100
a052 SmartSolar Charger MPPT 150/85
a053 SmartSolar Charger MPPT 75/15
a054 SmartSolar Charger MPPT 75/10
a055 SmartSolar Charger MPPT 100/15
a056 SmartSolar Charger MPPT 100/30
a057 SmartSolar Charger MPPT 100/50
a058 SmartSolar Charger MPPT 150/35
a059 SmartSolar Charger MPPT 150/100 rev2
a05a SmartSolar Charger MPPT 150/85 rev2
a05b SmartSolar Charger MPPT 250/70
a05c SmartSolar Charger MPPT 250/85
a05d SmartSolar Charger MPPT 250/60
a05e SmartSolar Charger MPPT 250/60
a05f SmartSolar Charger MPPT 100/20
a060 SmartSolar Charger MPPT 100/20 48V
a061 SmartSolar Charger MPPT 150/45
a062 SmartSolar Charger MPPT 150/60
a063 SmartSolar Charger MPPT 150/70
a064 SmartSolar Charger MPPT 250/85 rev2
a065 SmartSolar Charger MPPT 250/100 rev2
a066 BlueSolar Charger MPPT 100/20
a067 BlueSolar Charger MPPT 100/20 48V
a068 SmartSolar Charger MPPT 250/60 rev2
a069 SmartSolar Charger MPPT 250/70 rev2
a06a SmartSolar Charger MPPT 150/45 rev2
a06b SmartSolar Charger MPPT 150/60 rev2
a06c SmartSolar Charger MPPT 150/70 rev2
a06d SmartSolar Charger MPPT 150/85 rev3
a06e SmartSolar Charger MPPT 150/100 rev3
a06f BlueSolar Charger MPPT 150/45 rev2
a070 BlueSolar Charger MPPT 150/60 rev2
a071 BlueSolar Charger MPPT 150/70 rev2
a072 BlueSolar Charger MPPT 150/45 rev3
a073 SmartSolar Charger MPPT 150/45 rev3
a074 SmartSolar Charger MPPT 75/10 rev2
a075 SmartSolar Charger MPPT 75/15 rev2
a076 BlueSolar Charger MPPT 100/30 rev3
a077 BlueSolar Charger MPPT 100/50 rev3
a078 BlueSolar Charger MPPT 150/35 rev3
a079 BlueSolar Charger MPPT 75/10 rev2
a07a BlueSolar Charger MPPT 75/15 rev2
a07b BlueSolar Charger MPPT 100/15 rev2
a07c BlueSolar Charger MPPT 75/10 rev3
a07d BlueSolar Charger MPPT 75/15 rev3
a07e SmartSolar Charger MPPT 100/30 12V
a0c1 Lithium Battery Balancer 12V/3.5A
a0c2 Lithium Battery Balancer 12V/8A
a0c3 Lithium Battery Balancer 24V/3.5A
a0c4 Lithium Battery Balancer 12V/2A
a0e0 Smart Lithium Battery 12.8V/90Ah
a0e1 Smart Lithium Battery 12.8V/60Ah
a0e2 Smart Lithium Battery 12.8V/160Ah
a0e3 Smart Lithium Battery 12.8V/200Ah
a0e4 Smart Lithium Battery 12.8V/300Ah
a0e5 Smart Lithium Battery 12.8V/100Ah
a0e6 Smart Lithium Battery 12.8V/200Ah
a0e7 Smart Lithium Battery 12.8V/300Ah
a0e8 Smart Lithium Battery 12.8V/100Ah
a0e9 Smart Lithium Battery 12.8V/150Ah
a0ea Smart Lithium Battery 25.6V/200Ah
a0eb Smart Lithium Battery 12.8V/200Ah
a0ec Smart Lithium Battery 12.8V/160Ah
a0ed Smart Lithium Battery 12.8V/50Ah
a0ee Smart Lithium Battery 25.6V/200Ah
a0ef Smart Lithium Battery 25.6V/100Ah
a0f0 Smart Lithium Battery 12.8V/330Ah
a0f1 Smart Lithium Battery 25.6V/330Ah
a0f2 Smart Lithium Battery 12.8V/300Ah
a100 BlueSolar Remote Panel
a101 BlueSolar Charger MPPT 150/85
a102 SmartSolar MPPT VE.Can 150/70
a103 SmartSolar MPPT VE.Can 150/45
a104 SmartSolar MPPT VE.Can 150/60
a105 SmartSolar MPPT VE.Can 150/85
a106 SmartSolar MPPT VE.Can 150/100
a107 SmartSolar MPPT VE.Can 250/45
a108 SmartSolar MPPT VE.Can 250/60
a109 SmartSolar MPPT VE.Can 250/70
a10a SmartSolar MPPT VE.Can 250/85
a10b SmartSolar MPPT VE.Can 250/100
a10c SmartSolar MPPT VE.Can 150/70 rev2
a10d SmartSolar MPPT VE.Can 150/85 rev2
a10e SmartSolar MPPT VE.Can 150/100 rev2
a10f BlueSolar MPPT VE.Can 150/100
a110 SmartSolar MPPT RS 450/100
a111 SmartSolar MPPT RS 450/200
a112 BlueSolar MPPT VE.Can 250/70
a113 BlueSolar MPPT VE.Can 250/100
a114 SmartSolar MPPT VE.Can 250/70 rev2
a115 SmartSolar MPPT VE.Can 250/100 rev2
a116 SmartSolar MPPT VE.Can 250/85 rev2
a117 BlueSolar MPPT VE.Can 150/100 rev2
a120 VE.Bus to NMEA2000 interface (rev2)
a121 VE.Direct to CAN interface
a130 Lynx Ion + Shunt
a131 Lynx Smart Shunt 1000A VE.Can
a140 PV Inverter (QWACS)
a141 PV Inverter (AC Current Sensor)
a142 Fronius solar inverters
a143 SMA solar inverters
a144 SunSpec solar inverters
a145 ABB/Fimer solar inverters
a160 Tank sensor
a161 Generic Tank Input
a162 Generic Temperature Input
a163 NMEA-0183 GPS
a164 NMEA 2000 GPS
a165 Generic pulse meter
a166 Generic digital input
a170 Mppt control
a171 Mppt control PCBA test firmware
a180 Peak Power Pack 12V 8Ah
a181 Peak Power Pack PCBA test firmware
a182 VE.Direct Bluetooth Smart Dongle
a183 Bootloader for softdevice v7
a184 Virtual id for v1 legacy dongle
a185 Peak Power Pack 12V 20Ah
a186 Peak Power Pack 12V 30Ah
a187 Peak Power Pack 12V 40Ah
a188 VE.Direct Bluetooth Smart Dongle (Rev2)
a189 VE.Direct Bluetooth Smart Dongle (Rev3)
a190 SmartSolar Bluetooth Interface
a191 SmartSolar Bluetooth Interface (Rev2)
a192 BMV-7xx Smart Bluetooth Interface
a193 Lynx Ion BMS Bluetooth Interface
a194 Phoenix Inverter Smart Bluetooth Interface
a195 VE.Can SmartSolar Bluetooth Interface
a196 SmartShunt Bluetooth Interface
a197 SmartSolar Bluetooth Interface (Rev3)
a198 BMV-7xx Smart Bluetooth Interface (Rev2)
a199 Lynx Ion BMS Bluetooth Interface (Rev2)
a19a Phoenix Inverter Smart Bluetooth Interface (Rev2)
a19b VE.Can SmartSolar Bluetooth Interface (Rev2)
a19c SmartShunt Bluetooth Interface (Rev2)
a19d SmartShunt Bluetooth Interface (Rev2)
a19e Sun Inverter Bluetooth Interface
a19f All-In-1 Bluetooth Interface
a1b0 Smart Energy Meter
a1b1 VE.Can Energy Meter
a200 Phoenix Inverter
a201 Phoenix Inverter 12V 250VA 230V
a202 Phoenix Inverter 24V 250VA 230V
a204 Phoenix Inverter 48V 250VA 230V
a211 Phoenix Inverter 12V 375VA 230V
a212 Phoenix Inverter 24V 375VA 230V
a214 Phoenix Inverter 48V 375VA 230V
a221 Phoenix Inverter 12V 500VA 230V
a222 Phoenix Inverter 24V 500VA 230V
a224 Phoenix Inverter 48V 500VA 230V
a231 Phoenix Inverter 12V 250VA 230V
a232 Phoenix Inverter 24V 250VA 230V
a234 Phoenix Inverter 48V 250VA 230V
a235 Phoenix Sun Inverter 12V 250VA 230V
a236 Phoenix Sun Inverter 24V 250VA 230V
a237 Phoenix Sun Inverter 48V 250VA 230V
a239 Phoenix Inverter 12V 250VA 120V
a23a Phoenix Inverter 24V 250VA 120V
a23c Phoenix Inverter 48V 250VA 120V
a241 Phoenix Inverter 12V 375VA 230V
a242 Phoenix Inverter 24V 375VA 230V
a244 Phoenix Inverter 48V 375VA 230V
a249 Phoenix Inverter 12V 375VA 120V
a24a Phoenix Inverter 24V 375VA 120V
a24c Phoenix Inverter 48V 375VA 120V
a251 Phoenix Inverter 12V 500VA 230V
a252 Phoenix Inverter 24V 500VA 230V
a254 Phoenix Inverter 48V 500VA 230V
a259 Phoenix Inverter 12V 500VA 120V
a25a Phoenix Inverter 24V 500VA 120V
a25c Phoenix Inverter 48V 500VA 120V
a261 Phoenix Inverter 12V 800VA 230V
a262 Phoenix Inverter 24V 800VA 230V
a264 Phoenix Inverter 48V 800VA 230V
a269 Phoenix Inverter 12V 800VA 120V
a26a Phoenix Inverter 24V 800VA 120V
a26c Phoenix Inverter 48V 800VA 120V
a271 Phoenix Inverter 12V 1200VA 230V
a272 Phoenix Inverter 24V 1200VA 230V
a274 Phoenix Inverter 48V 1200VA 230V
a279 Phoenix Inverter 12V 1200VA 120V
a27a Phoenix Inverter 24V 1200VA 120V
a27c Phoenix Inverter 48V 1200VA 120V
a281 Smart Phoenix Inverter 12V 2000VA 230V
a282 Smart Phoenix Inverter 24V 2000VA 230V
a284 Smart Phoenix Inverter 48V 2000VA 230V
a289 Smart Phoenix Inverter 12V 2000VA 120V
a28a Smart Phoenix Inverter 24V 2000VA 120V
a28c Smart Phoenix Inverter 48V 2000VA 120V
a291 Smart Phoenix Inverter 12V 2000VA 230V
a292 Smart Phoenix Inverter 24V 2000VA 230V
a294 Smart Phoenix Inverter 48V 2000VA 230V
a299 Smart Phoenix Inverter 12V 2000VA 120V
a29a Smart Phoenix Inverter 24V 2000VA 120V
a29c Smart Phoenix Inverter 48V 2000VA 120V
a2a1 Smart Phoenix Inverter 12V 3000VA 230V
a2a2 Smart Phoenix Inverter 24V 3000VA 230V
a2a4 Smart Phoenix Inverter 48V 3000VA 230V
a2a9 Smart Phoenix Inverter 12V 3000VA 120V
a2aa Smart Phoenix Inverter 24V 3000VA 120V
a2ac Smart Phoenix Inverter 48V 3000VA 120V
a2b2 Smart Phoenix Inverter 24V 5000VA 230V
a2b4 Smart Phoenix Inverter 48V 5000VA 230V
a2ba Smart Phoenix Inverter 24V 5000VA 120V
a2bc Smart Phoenix Inverter 48V 5000VA 120V
a2e1 Phoenix Inverter 12V 800VA 230V
a2e2 Phoenix Inverter 24V 800VA 230V
a2e4 Phoenix Inverter 48V 800VA 230V
a2e9 Phoenix Inverter 12V 800VA 120V
a2ea Phoenix Inverter 24V 800VA 120V
a2ec Phoenix Inverter 48V 800VA 120V
a2f1 Phoenix Inverter 12V 1200VA 230V
a2f2 Phoenix Inverter 24V 1200VA 230V
a2f4 Phoenix Inverter 48V 1200VA 230V
a2f9 Phoenix Inverter 12V 1200VA 120V
a2fa Phoenix Inverter 24V 1200VA 120V
a2fc Phoenix Inverter 48V 1200VA 120V
a300 Blue Smart Charger - Generic
a301 Blue Smart IP65 Charger 12|10
a302 Blue Smart IP65 Charger 12|15
a303 Blue Smart IP65 Charger 24|8
a304 Blue Smart IP65 Charger 12|5
a305 Blue Smart IP65 Charger 12|7
a306 Blue Smart IP65 Charger 24|5
a307 Blue Smart IP65 Charger 12|4
a308 Blue Smart IP65s Charger 12|4
a309 Blue Smart IP65s Charger 12|5
a30a Blue Smart IP65 Charger 12|25
a30b Blue Smart IP65 Charger 24|13
a30c Blue Smart IP65 Charger 6V/12V-1.1A
a30d Blue Smart IP65s Charger 12/4
a30e Blue Smart IP65s Charger 12/5
a30f Blue Smart IP65 Charger 12/7
a310 Blue Smart IP67 Charger 12|7
a311 Blue Smart IP67 Charger 12|13
a312 Blue Smart IP67 Charger 24|5
a313 Blue Smart IP67 Charger 12|17
a314 Blue Smart IP67 Charger 12|25
a315 Blue Smart IP67 Charger 24|8
a316 Blue Smart IP67 Charger 24|12
a317 Blue Smart IP67 Charger 12/7
a318 Blue Smart IP67 Charger 12/13
a319 Blue Smart IP67 Charger 24/5
a31a Blue Smart IP67 Charger 12/17
a31b Blue Smart IP67 Charger 12/25
a31c Blue Smart IP67 Charger 24/8
a31d Blue Smart IP67 Charger 24/12
a320 Blue Smart IP22 Charger 12|15 (1)
a321 Blue Smart IP22 Charger 12|15 (3)
a322 Blue Smart IP22 Charger 12|20 (1)
a323 Blue Smart IP22 Charger 12|20 (3)
a324 Blue Smart IP22 Charger 12|30 (1)
a325 Blue Smart IP22 Charger 12|30 (3)
a326 Blue Smart IP22 Charger 24|8 (1)
a327 Blue Smart IP22 Charger 24|8 (3)
a328 Blue Smart IP22 Charger 24|12 (1)
a329 Blue Smart IP22 Charger 24|12 (3)
a32a Blue Smart IP22 Charger 24|16 (1)
a32b Blue Smart IP22 Charger 24|16 (3)
a32c Blue Smart IP22 Charger 12/15 (1)
a32d Blue Smart IP22 Charger 12/15 (3)
a32e Blue Smart IP22 Charger 12/20 (1)
a32f Blue Smart IP22 Charger 12/20 (3)
a330 Blue Smart IP22 Charger 12/30 (1)
a331 Blue Smart IP22 Charger 12/30 (3)
a332 Blue Smart IP22 Charger 24/8 (1)
a333 Blue Smart IP22 Charger 24/8 (3)
a334 Blue Smart IP22 Charger 24/12 (1)
a335 Blue Smart IP22 Charger 24/12 (3)
a336 Blue Smart IP22 Charger 24/16 (1)
a337 Blue Smart IP22 Charger 24/16 (3)
a338 Blue Smart IP65 Charger 12/10
a339 Blue Smart IP65 Charger 12/15
a33a Blue Smart IP65 Charger 24/5
a33b Blue Smart IP65 Charger 24/8
a33c Blue Smart IP65 Charger 12/5
a340 Phoenix Smart IP43 Charger 12|50 (1+1) 230V
a341 Phoenix Smart IP43 Charger 12|50 (3) 230V
a342 Phoenix Smart IP43 Charger 24|25 (1+1) 230V
a343 Phoenix Smart IP43 Charger 24|25 (3) 230V
a344 Phoenix Smart IP43 Charger 12|30 (1+1) 230V
a345 Phoenix Smart IP43 Charger 12|30 (3) 230V
a346 Phoenix Smart IP43 Charger 24|16 (1+1) 230V
a347 Phoenix Smart IP43 Charger 24|16 (3) 230V
a350 Phoenix Smart IP43 Charger 12|50 (1+1) 120-240V
a351 Phoenix Smart IP43 Charger 12|50 (3) 120-240V
a352 Phoenix Smart IP43 Charger 24|25 (1+1) 120-240V
a353 Phoenix Smart IP43 Charger 24|25 (3) 120-240V
a354 Phoenix Smart IP43 Charger 12|30 (1+1) 120-240V
a355 Phoenix Smart IP43 Charger 12|30 (3) 120-240V
a356 Phoenix Smart IP43 Charger 24|16 (1+1) 120-240V
a357 Phoenix Smart IP43 Charger 24|16 (3) 120-240V
a360 IMPULSE-II 24/6 Smart IP44
a361 IMPULSE-II 24/8 Smart IP44
a362 IMPULSE-II 24/6 Smart IP65
a363 IMPULSE-II 24/8 Smart IP65
a364 IMPULSE-II 24/6 Smart IP44
a365 IMPULSE-II 24/8 Smart IP44
a366 IMPULSE-II 24/12 Smart IP65
a367 IMPULSE-II 24/11 Smart IP44
a368 IMPULSE-II 24/8 Smart IP44
a369 IMPULSE-II 24/6 Smart IP44
a36a IMPULSE-II 24/8 Smart IP65
a36b IMPULSE-II 24/6 Smart IP65
a37d Vector 12/20 Smart
a37e IMPULSE-II L 12/20 Smart
a37f IMPULSE-II L 12/20 Smart
a380 BMV-710 Smart
a381 BMV-712 Smart
a382 BMV-710H Smart
a383 BMV-712 Smart
a389 SmartShunt 500A/50mV
a38a SmartShunt 1000A/50mV
a38b SmartShunt 2000A/50mV
a38c SmartShunt IP67 500A/50mV
a38d SmartShunt IP67 1000A/50mV
a38e SmartShunt IP67 2000A/50mV
a390 Lynx Ion BMS General
a391 Lynx Ion BMS 150A
a392 Lynx Ion BMS 400A
a393 Lynx Ion BMS 600A
a394 Lynx Ion BMS 1000A
a3a0 VE.Bus smart dongle
a3a4 Smart Battery Sense
a3a5 Smart Battery Sense (Rev2)
a3b0 Smart BatteryProtect 12/24V-65A
a3b1 Smart BatteryProtect 12/24V-100A
a3b2 Smart BatteryProtect 12/24V-220A
a3b3 Smart BatteryProtect 48V-100A
a3c0 Orion Smart 12V/12V-18A DC-DC Converter
a3c1 Orion Smart 12V/24V-10A DC-DC Converter
a3c2 Orion Smart 24V/12V-20A DC-DC Converter
a3c3 Orion Smart 24V/24V-12A DC-DC Converter
a3c4 Orion Smart 24V/48V-6A DC-DC Converter
a3c5 Orion Smart 48V/12V-20A DC-DC Converter
a3c6 Orion Smart 48V/24V-12A DC-DC Converter
a3c7 Orion Smart 48V/48V-6A DC-DC Converter
a3c8 Orion Smart 12V/12V-30A DC-DC Converter
a3c9 Orion Smart 12V/24V-15A DC-DC Converter
a3ca Orion Smart 24V/12V-30A DC-DC Converter
a3cb Orion Smart 24V/24V-17A DC-DC Converter
a3cc Orion Smart 24V/48V-8.5A DC-DC Converter
a3cd Orion Smart 48V/12V-30A DC-DC Converter
a3ce Orion Smart 48V/24V-16A DC-DC Converter
a3cf Orion Smart 48V/48V-8A DC-DC Converter
a3d0 Orion Smart 12V/12V-30A Buck-Boost Converter
a3d1 Orion Smart 12V/24V-15A Buck-Boost Converter
a3d2 Orion Smart Orion 24V/12V-30A Buck-Boost Converter
a3d3 Orion Smart Orion 24V/24V-17A Buck-Boost Converter
a3e0 Smart BMS CL 12-100
a3e5 Lynx Smart BMS 500
a3e6 Lynx Smart BMS 1000
a3e8 Smart BMS 12-200
a3ec smallBMS
a3f0 Orion XS 12V/12V-50A
a3f1 Orion XS 1400
a400 MultiC - Generic
a401 Inverter RS Solar 48V/6000VA/80A
a402 Inverter RS 48V/6000VA
a441 Multi RS Solar 48V/6000VA/100A
a442 Multi RS Solar 48V/6000VA/100A
a443 Multi RS Solar 48V/6000VA/100A
a444 Multi RS Solar 48V/6000VA/100A
a480 Multi 15kVA 3phase
a4c0 Transfer Switch - Generic id
a4c1 Transfer Switch 3 Phase 2 in 1 out 80A
a501 MultiPlus-X Smart 12V/3000VA/120A
b000 Valence XP Battery
b001 Valence BMS
b002 Carlo Gavazzi EM24 Energy Meter
b003 Redflow ZBM 2 Battery
b004 LG resu battery
b005 BMZ battery
b006 Carlo Gavazzi virtual PV Inverter (on EM24)
b007 CAN-bus BMS battery
b008 Murata battery
b009 Pylontech battery
b00a BYD B-Box Pro battery
b00b PureDrive battery
b00c Carlo Gavazzi ET 112 Energy Meter
b00d Carlo Gavazzi ET 340 Energy Meter
b00e ZCell BMS
b00f Energy Tube EMSC2 battery
b010 Mercedes Benz Energy battery
b011 Carlo Gavazzi virtual PV Inverter (on ET340)
b012 FIAMM SoNick 48TL battery
b013 SSS DC Energy Meter/Switch
b014 Freedom WON battery
b015 BYD B-Box L battery
b016 Discover AES battery
b017 Carlo Gavazzi EM24 Ethernet Energy Meter
b018 Smappee Power Box
b019 BYD Premium LV battery
b020 BlueNova battery
b021 BSLBATT battery
b022 REC-BMS battery
b023 Eastron SDM630 Energy Meter
b024 Freedom WON eTower battery
b025 Dyness battery
b026 Carlo Gavazzi EM540 Energy Meter
b027 Carlo Gavazzi virtual PV Inverter (on EM540)
b028 Cegasa battery
b029 Pylontech Pelio-L battery
b030 IMT Si-RS485 Series Solar Irradiance Sensor
b031 Carlo Gavazzi EM300 Spec 27 Energy Meter
b032 Carlo Gavazzi virtual PV Inverter (on EM300 Spec 27)
b033 ABB B-Series Energy Meter
b034 Shelly EM/3EM Energy Meter
b040 Fischer Panda Genset
b041 WATT Imperium Fuel Cell 3.0
b042 Bornay Windplus
b043 WATT Imperium Fuel Cell 4.0
b050 123 SmartBMS
b051 Hubble battery
b060 Oceanvolt Display 2
b061 Oceanvolt ServoProp
b070 Volturnus Wind Turbine Voltage Limiter
b071 EConnect Distribution Box
b080 Wakespeed WS500 Alternator Regulator
b081 Wakespeed WS3000 DCDC EMS
b0c0 MG BMS 24-96V General
b0c1 MG BMS 24-48V/150A
b0c2 MG BMS 24-48V/400A
b0c3 MG BMS 24-48V/600A
b0c4 MG BMS 24-48V/1000A
b0c5 MG BMS 72V/400A
b0c6 MG BMS 96V/600A
b0c7 MG BMS 72-96V/500A
b0d0 MG BMS 12V General
b0d1 MG BMS 12V/150
b0d2 MG BMS 12V/400A
b0d3 MG BMS 12V/600A
b0d4 MG BMS 12V/1000A
b0d8 MG BMS 48-900V General
b0d9 MG BMS 48-900V/300A
b0da MG BMS 48-900V/500A
b0e0 MG SmartLink MX
b0e1 MG SmartLink Connect
b0e2 MG SmartLink PLC
c000 VGR, VGR2 or VER
c001 Color Control
c002 Venus GX
c003 Generic Venus Device
c004 VE.Direct LoRaWAN
c005 VE.Direct LoRaWAN Smart
c006 Octo GX
c007 EasySolar-II
c008 MultiPlus-II
c009 Maxi GX
c00a Cerbo GX
c00b EasySolar-II
c00c MultiPlus-II
c00d Maxi GX
c00e EasySolar-II
c00f MultiPlus-II
c010 Maxi GX
c011 SHS400
c012 Cerbo GX
c013 Ekrano GX
c014 Cerbo-S GX
c020 VE.Direct LoRaWAN
c021 Global Link 520
c024 EV Charge Station 32A
c025 EV Charge Station 32A
c026 EV Charge Station 32A NS
c028 GX Tank 140
c029 RuuviTag
c02a Mopeka sensor
c030 SmartShunt IP65 500A/50mV
c031 SmartShunt IP65 1000A/50mV
c032 SmartShunt IP65 2000A/50mV
c033 All-In-1 Smart
c034 BMV-800 Smart
c035 SmartShunt IP65 500A/50mV
c036 SmartShunt IP65 1000A/50mV
c037 SmartShunt IP65 2000A/50mV
c038 SmartShunt 300A/50mV
c050 SolarSense 750
`;
const digits = 5;

/** Name of a product, or undefined when the id is not known. */
export function productName(id: number): string | undefined {
	const line = names.indexOf(`\n${(0x10000 + id).toString(16).slice(1)} `);
	if (line < 0) return undefined;
	const start = line + 1 + digits;
	return names.slice(start, names.indexOf("\n", start));
}
